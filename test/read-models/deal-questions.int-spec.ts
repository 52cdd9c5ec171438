import { dealContactAdded, dealOpened, DEFAULT_PIPELINE } from '#journey';
import { contactsLinked, type Happening } from '#kernel';
import { ReadModels, type ProjectionEngine } from '#projections';
import { dealList, dealRecord, QueryEngine, type AnyQuery, type DealRecord } from '#queries';
import { World } from '../../libs/projections/test/world.js';

const deal = (n: number): string => `0192f0c1-1111-8000-8000-00000000000${n}`;
const at = (day: string): string => `${day}T10:00:00.000Z`;
const when = { when: { precision: 'instant', at: at('2026-01-10') } } as const;

describe('questions about deals', () => {
  let world: World;
  let engine: ProjectionEngine;
  beforeEach(async () => {
    world = await World.begun();
    engine = world.engine();
    await engine.start();
  });
  afterEach(() => world.close());

  const append = async (...happenings: readonly Happening[]): Promise<void> => {
    for (const happening of happenings) await world.append(await world.other(happening));
    await engine.drained();
  };
  const ask = async <A>(query: AnyQuery, params: object, how = {}): Promise<A> => {
    const { pool, log, vault } = world;
    const queries = new QueryEngine({ pool, log, vault, readModels: new ReadModels(pool), zone: 'UTC' });
    return (await queries.ask(query, params as never, how)).answer as A;
  };
  const listed = async (params: object): Promise<string[]> =>
    (await ask<{ items: { deal: string }[] }>(dealList, { ...params, sort: 'name' })).items.map((line) => line.deal);

  it('find a company’s: those that name it, and those with nobody but a contact of it', async () => {
    const [ann, bob] = [
      { user: 'ann', group: 'crm/1' },
      { user: 'bob', group: 'crm/2' },
    ];
    await world.append(
      await world.touch({ user: 'ann' }, at('2026-01-01')),
      await world.group(ann, at('2026-01-02'), 'Acme'),
      await world.group(bob, at('2026-01-02'), 'Beta'),
    );
    const acme = world.nodes({ group: 'crm/1' }).profile;
    const beta = world.nodes({ group: 'crm/2' }).profile;
    const [annNode, bobNode] = [world.nodes({ user: 'ann' }).profile, world.nodes({ user: 'bob' }).profile];
    await append(
      dealOpened.of({ deal: deal(1), company: acme }, { name: 'a' }, when),
      dealOpened.of({ deal: deal(2), profile: annNode }, { name: 'b' }, when),
      dealOpened.of({ deal: deal(3), profile: annNode, company: beta }, { name: 'c' }, when),
      dealOpened.of({ deal: deal(4), profile: bobNode }, { name: 'd' }, when),
    );
    expect(await listed({ company: acme })).toEqual([deal(1), deal(2)]);
    expect(await listed({ company: beta })).toEqual([deal(3), deal(4)]);
    expect(await listed({ company: deal(9) })).toEqual([]);
    const { items } = await ask<{ items: object[] }>(dealList, { company: acme, sort: 'name' });
    expect(items).toMatchObject([
      { company: { company: acme, name: 'Acme' }, contact: null },
      { contact: { name: 'ann' }, company: null },
    ]);
  });

  it('know linked contacts as one, in the role any of their identifiers has', async () => {
    await world.append(
      await world.touch({ user: 'ann' }, at('2026-01-01')),
      await world.touch({ user: 'bob' }, at('2026-01-02')),
    );
    const [ann, bob] = [world.nodes({ user: 'ann' }).profile, world.nodes({ user: 'bob' }).profile];
    await append(
      dealOpened.of({ deal: deal(1), profile: ann }, { name: 'a' }, when),
      dealContactAdded.of({ deal: deal(1), profile: bob }, { role: 'buyer' }, when),
      dealOpened.of({ deal: deal(2), profile: bob }, { name: 'b' }, when),
    );
    const before = await ask<DealRecord>(dealRecord, { deal: deal(1) });
    expect(before.parties).toMatchObject([
      { contact: ann, role: null, main: true },
      { contact: bob, name: 'bob', role: 'buyer', main: false },
    ]);
    expect(await listed({ contact: ann })).toEqual([deal(1)]);
    const { position } = await world.log.head();
    const [node, other] = ann < bob ? [ann, bob] : [bob, ann];
    await append(contactsLinked.of({ node, other }, {}));
    const contact = await world.contactOf({ user: 'ann' });
    const linked = await ask<DealRecord>(dealRecord, { deal: deal(1) });
    expect(linked.parties).toMatchObject([{ contact, role: 'buyer', main: true }]);
    expect(await listed({ contact: ann })).toEqual([deal(1), deal(2)]);
    const known = await ask<DealRecord>(dealRecord, { deal: deal(1) }, { asKnownAt: String(position) });
    // what they are called is what they are called now
    expect(known.parties.map(({ name: _name, ...party }) => party)).toEqual(
      before.parties.map(({ name: _name, ...party }) => party),
    );
  });

  it('have deals of which nobody said a stage in the first of their pipeline', async () => {
    const [first, second] = DEFAULT_PIPELINE.stages;
    await append(
      dealOpened.of({ deal: deal(1) }, { name: 'a' }, when),
      dealOpened.of({ deal: deal(2) }, { name: 'b', stage: first!.name }, when),
      dealOpened.of({ deal: deal(3) }, { name: 'c', stage: second!.name }, when),
      dealOpened.of({ deal: deal(4) }, { name: 'd', pipeline: deal(9) }, when),
    );
    expect(await listed({ stage: first!.name })).toEqual([deal(1), deal(2)]);
    expect(await listed({ stage: second!.name })).toEqual([deal(3)]);
    expect(await ask(dealRecord, { deal: deal(1) })).toMatchObject({
      stage: null,
      stageName: first!.name,
      probability: first!.probability,
      lines: [],
      shares: [],
    });
    expect(await ask(dealRecord, { deal: deal(4) })).toMatchObject({ stageName: null, probability: null });
    expect(await ask(dealRecord, { deal: deal(5) })).toBeNull();
  });
});
