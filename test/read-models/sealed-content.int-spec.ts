import { QueryEngine, journey } from '#queries';
import { ReadModels } from '#projections';
import { World } from '../../libs/projections/test/world.js';

describe("a touch's content, which its read model holds sealed", () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begun();
  });
  afterEach(() => world.close());

  const who = { user: 'ann' };
  const titles = async (asKnownAt?: number): Promise<(string | null)[]> => {
    const { pool, log, vault } = world;
    const engine = new QueryEngine({ pool, log, vault, readModels: new ReadModels(pool), zone: 'UTC' });
    const contact = await world.contactOf(who);
    const how = asKnownAt === undefined ? {} : { asKnownAt: String(asKnownAt) };
    const { answer } = await engine.ask(journey, { contact }, how);
    return [...answer!.items].reverse().map(({ title }) => title);
  };
  const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

  it('is read with the key: subject line before title, amended as it was known, large as the event has it', async () => {
    const engine = world.engine();
    await engine.start();
    const { identifiers } = world.nodes(who);
    const amended = await world.touch(who, at(1), { title: 'Helo' });
    await world.append(
      await world.touch(who, at(0), { subject: 'Spring offer', title: 'Hidden' }),
      amended,
      await world.touch(who, at(2), { title: undefined }),
      await world.touch(who, at(3), { title: 'Long read', properties: { text: 'x'.repeat(20_000) } }),
    );
    await engine.drained();
    const { rows } = await world.pool.query('select content from read.contacts_touch order by position');
    expect(rows.map((row) => (row.content === null ? null : row.content === '' ? 'in the event' : 'sealed'))).toEqual([
      'sealed',
      'sealed',
      null,
      'in the event',
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/Spring|Hidden|Helo/);
    expect(await titles()).toEqual(['Spring offer', 'Helo', null, 'Long read']);

    const before = (await world.log.head()).position;
    const large = { text: 'y'.repeat(20_000) };
    const says = { channel: 'email', kind: 'opened', identifiers };
    await world.append(await world.amend(amended, { ...says, title: 'Hello' }));
    await engine.drained();
    expect(await titles()).toEqual(['Spring offer', 'Hello', null, 'Long read']);
    expect(await titles(before)).toEqual(['Spring offer', 'Helo', null, 'Long read']);
    await world.append(await world.amend(amended, { ...says, title: 'Hello again', properties: large }));
    await engine.drained();
    expect(await titles()).toEqual(['Spring offer', 'Hello again', null, 'Long read']);
    const rebuilt = await engine.digestRebuilt(['contacts'], 'all');
    expect(rebuilt.get('contacts')).toEqual(await engine.digest('contacts', 'all'));
  });

  it('is believed the same now, whichever log sealed it, and that it is there', async () => {
    const other = await World.begun();
    const now = async (of: World, title: string | undefined): Promise<unknown> => {
      const engine = of.engine();
      await engine.start();
      // the same message of the same source in another log
      await of.append(await of.touch(who, at(0), { title }));
      await engine.drained();
      const tables = await engine.digest('contacts', 'now');
      await of.stop(engine);
      return tables.find(({ table }) => table === 'touch');
    };
    const without = await World.begun();
    const [one, two, three] = [await now(world, 'Hello'), await now(other, 'Hello'), await now(without, undefined)];
    const { rows } = await other.pool.query('select content from read.contacts_touch');
    expect(rows).not.toEqual((await world.pool.query('select content from read.contacts_touch')).rows);
    expect([two, three]).toEqual([one, expect.not.objectContaining({ hash: (one as { hash: string }).hash })]);
    await other.close();
    await without.close();
  });

  it('is gone with the key, without a write', async () => {
    const engine = world.engine();
    await engine.start();
    await world.append(
      await world.touch(who, at(0), { title: 'Secret' }),
      await world.touch(who, at(1), { title: 'Large', properties: { text: 'x'.repeat(20_000) } }),
    );
    await engine.drained();
    expect(await titles()).toEqual(['Secret', 'Large']);
    await world.vault.destroy(world.nodes(who).profile);
    expect(await titles()).toEqual([null, null]);
  });
});
