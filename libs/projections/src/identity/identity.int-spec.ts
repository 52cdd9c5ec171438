import { dealOpened, dealWon } from '#journey';
import { contactsLinked, contactsUnlinked, type NewEvent } from '#kernel';
import { naiveContacts, naiveMemberships } from '../../../kernel/test/naive-contacts.js';
import { believedAt, holds, intervals, sortedMap, tangled } from '../../test/tangled.js';
import { seeded, World, type Who } from '../../test/world.js';

const day = '2026-01-01T10:00:00.000Z';

describe('the identity map', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begun();
  });
  afterEach(() => world.close());

  it.each([1, 2, 3])(
    'is at every position what the rules say of the log up to it, live and rebuilt (seed %i)',
    async (seed) => {
      const random = seeded(seed);
      const engine = world.engine({ batchSize: 1 + Math.floor(random() * 50) });
      await engine.start();
      const story = await tangled(world, random, 300);
      await world.append(...story.events);
      await engine.drained();
      const map = await intervals<{ node: string; contact: string }>(world, 'node, contact', 'map');
      const members = await intervals<{ pair: string }>(world, `node || ' ' || company as pair`, 'membership');
      for (let at = 1; at <= 300; at++) {
        const believed = believedAt(story, at);
        const contacts = map.filter((row) => holds(row, at)).map(({ node, contact }) => [node, contact] as const);
        expect([at, sortedMap(new Map(contacts))]).toEqual([at, sortedMap(naiveContacts(believed))]);
        const pairs = members.filter((row) => holds(row, at)).map(({ pair }) => pair);
        expect([at, pairs.sort()]).toEqual([at, naiveMemberships(believed)]);
      }
      const live = await world.digests(engine, 'all');
      const beside = await world.beside();
      const rebuilt = beside.engine();
      await rebuilt.start();
      await rebuilt.drained();
      expect(await beside.digests(rebuilt, 'all')).toEqual(live);
      await beside.close();
    },
  );

  it('is as if two people had never been linked once they are taken apart, a thousand messages later', async () => {
    const ann: Who = { user: 'ann', email: 'ann@example.com', anonymous: 'a1' };
    const ben: Who = { user: 'ben', email: 'ben@example.com', anonymous: 'b1' };
    const before = [await world.touch(ann, day), await world.describe(ben, day, { name: 'Ben' })];
    const since: NewEvent[] = [];
    for (let i = 0; i < 1_000; i++) {
      const who = i % 2 === 0 ? { ...ann, anonymous: `a${i % 30}` } : { ...ben, anonymous: `b${i % 30}` };
      since.push(i % 7 === 0 ? await world.describe(who, day, { plan: `p${i}` }) : await world.touch(who, day));
    }
    const [node, other] = [world.nodes(ann).profile, world.nodes(ben).profile];
    const engine = world.engine();
    await engine.start();
    await world.append(...before, await world.other(contactsLinked.of({ node, other }, { reason: undefined })));
    await engine.drained();
    expect(await world.contactOf(ben)).toBe(await world.contactOf(ann));
    await world.append(...since, await world.other(contactsUnlinked.of({ node, other }, {})));
    await engine.drained();
    const never = await World.begun();
    Object.assign(never, { vault: world.vault, ids: world.ids });
    const undisturbed = never.engine();
    await undisturbed.start();
    await never.append(...before, ...since);
    await undisturbed.drained();
    expect(await world.digests(engine, 'now')).toEqual(await never.digests(undisturbed, 'now'));
    await never.close();

    await world.append(await world.touch({ user: 'ann', email: 'ben@example.com' }, day));
    await engine.drained();
    expect(await world.contactOf(ben)).not.toBe(await world.contactOf(ann));
  });

  it('looks at one contact, not at everybody an identifier was seen with', async () => {
    const engine = world.engine();
    await engine.start();
    const events: NewEvent[] = [];
    for (let i = 0; i < 500; i++)
      events.push(await world.touch({ user: `u${i}`, email: `e${i}@example.com`, anonymous: 'kiosk' }, day));
    await world.append(...events);
    await engine.drained();
    const { rows } = await world.pool.query<{ n: string }>(
      'select count(distinct contact) as n from read.identity_map where until_position is null',
    );
    expect(Number(rows[0]!.n)).toBe(500);
    expect(await world.contactOf({ anonymous: 'kiosk' })).toBe(await world.contactOf({ user: 'u0' }));
  });

  it('writes as much where people of thousands of touches are linked and taken apart as where they have one', async () => {
    const engine = world.engine();
    await engine.start();
    const linkedOnce = async (name: string, touches: number): Promise<number> => {
      const [one, other]: Who[] = [{ user: `${name}-1` }, { user: `${name}-2` }];
      const events: NewEvent[] = [];
      for (let i = 0; i < touches; i++)
        for (const who of [one!, other!]) events.push(await world.touch({ ...who, anonymous: `${who.user}` }, day));
      await world.append(...events);
      await engine.drained();
      const { rows } = await world.pool.query<{ now: string }>('select pg_current_xact_id()::text as now');
      const [a, b] = [world.nodes(one!).profile, world.nodes(other!).profile];
      for (const judgement of [contactsLinked, contactsUnlinked]) {
        await world.append(await world.other(judgement.of({ node: a, other: b }, {})));
        await engine.drained();
        expect((await world.contactOf(one!)) === (await world.contactOf(other!))).toBe(judgement === contactsLinked);
      }
      return rowsSince(world, rows[0]!.now);
    };
    expect(await linkedOnce('many', 1_500)).toBe(await linkedOnce('few', 1));
  });

  it('adds the next identifier to one that has a thousand, and the next person to a cookie of hundreds', async () => {
    const engine = world.engine();
    await engine.start();
    const events: NewEvent[] = [];
    for (let i = 0; i < 1_000; i++) events.push(await world.touch({ user: 'many', email: `m${i}@example.com` }, day));
    for (let i = 0; i < 500; i++)
      events.push(await world.touch({ user: `u${i}`, email: `e${i}@example.com`, anonymous: 'kiosk' }, day));
    await world.append(...events);
    await engine.drained();
    const { rows } = await world.pool.query<{ now: string }>('select pg_current_xact_id()::text as now');
    await world.append(
      await world.touch({ user: 'many', email: 'one-more@example.com' }, day),
      await world.touch({ user: 'later', anonymous: 'kiosk' }, day),
    );
    await engine.drained();
    expect(await world.contactOf({ email: 'one-more@example.com' })).toBe(await world.contactOf({ user: 'many' }));
    expect(await world.contactOf({ user: 'later' })).not.toBe(await world.contactOf({ anonymous: 'kiosk' }));
    // two sightings, two touches, two new identifiers with a row, an edge and an interval each, and what is told of three contacts
    expect(await rowsSince(world, rows[0]!.now)).toBeLessThan(40);
  });

  it('knows a company by what it is the customer of, with nobody or with somebody', async () => {
    const [acme, ann] = [world.nodes({ group: 'crm/acme' }), world.nodes({ user: 'ann' })];
    const deal = 'd0000000-0000-8000-8000-000000000001';
    const company = acme.profile;
    const engine = world.engine();
    await engine.start();
    const alone = await world.other(
      dealOpened.of({ deal, company, others: [] }, { group: 'crm/acme', companies: acme.companies }),
    );
    const nobodys = await world.other(dealOpened.of({ deal, others: [] }, {}));
    await world.append(alone, nobodys);
    await engine.drained();
    const map = 'select node, contact from read.identity_map where until_position is null order by node';
    const nodes = 'select node, kind, value from read.identity_node where position is not null order by kind';
    const members = 'select node, company from read.identity_membership where until_position is null';
    expect((await world.pool.query(map)).rows).toEqual([{ node: company, contact: company }]);
    expect((await world.pool.query(nodes)).rows).toEqual([{ node: company, kind: 'company', value: 'crm/acme' }]);
    const together = await world.other(
      dealOpened.of(
        { deal, profile: ann.profile, others: [company], company },
        { identifiers: ann.identifiers, companies: acme.companies },
      ),
    );
    await world.append(
      together,
      await world.other(dealWon.of({ deal, profile: ann.profile, others: [], company }, {})),
    );
    await engine.drained();
    expect((await world.pool.query(members)).rows).toEqual([{ node: ann.profile, company }]);
    expect((await world.pool.query(nodes)).rows).toEqual([
      { node: company, kind: 'company', value: 'crm/acme' },
      { node: ann.profile, kind: 'user', value: 'ann' },
    ]);
    await world.append(await world.withdraw(alone), await world.withdraw(together));
    await engine.drained();
    // what was won repeats whom the deal was with, and states nobody
    expect((await world.pool.query(members)).rows).toEqual([]);
    expect((await world.pool.query(map)).rows).toEqual([]);
    const live = await world.digests(engine, 'all');
    const beside = await world.beside();
    const rebuilt = beside.engine();
    await rebuilt.start();
    await rebuilt.drained();
    expect(await beside.digests(rebuilt, 'all')).toEqual(live);
    await beside.close();
  });
});

/** Rows of read models written by transactions after one, checkpoints left out. */
async function rowsSince(world: World, transaction: string): Promise<number> {
  const { rows } = await world.pool.query<{ tables: string[] }>(
    `select tables from read.generation where state = 'live'`,
  );
  let written = 0;
  for (const table of rows.flatMap(({ tables }) => tables)) {
    const found = await world.pool.query<{ n: string }>(
      `select count(*) as n from ${table} where xmin::text::bigint > $1::bigint`,
      [transaction],
    );
    written += Number(found.rows[0]!.n);
  }
  return written;
}
