import { smallCompany } from '../../test/company.js';
import { ChaosFeed } from '../../test/chaos-feed.js';
import { seeded, World } from '../../test/world.js';

describe('the projection engine', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begun();
  });
  afterEach(() => world.close());

  it('shows who a contact is and what happened, soon after it was appended', async () => {
    const engine = world.engine();
    await engine.start();
    const ann = { user: 'ann', email: 'ann@example.com' };
    await world.append(
      await world.touch(ann, '2026-01-01T10:00:00.000Z'),
      await world.touch({ email: 'ann@example.com' }, '2026-01-02T10:00:00.000Z', { channel: 'web', kind: 'viewed' }),
    );
    await world.append(await world.describe(ann, '2026-01-01T11:00:00.000Z', { name: 'Ann Lee', company: 'Acme' }));
    await engine.drained();
    const contact = await world.contactOf(ann);
    expect(contact).toBe(await world.contactOf({ email: 'ann@example.com' }));
    const { rows } = await world.pool.query(
      'select contact, name, company, touches::int, first_channel, last_channel from read.contacts_contact',
    );
    expect(rows).toEqual([
      { contact, name: 'Ann Lee', company: 'Acme', touches: 2, first_channel: 'email', last_channel: 'web' },
    ]);
  });

  it('gives the same rows for every event twice', async () => {
    const engine = world.engine();
    await engine.start();
    const twice = await world.begunBeside();
    await world.append(...(await smallCompany(world, seeded(1), 300)));
    await engine.drained();
    const once = await world.digests(engine, 'all');
    await world.stop(engine);
    const recorded = await world.recorded();
    const again = twice.engine({
      feed: new ChaosFeed(
        recorded.flatMap((event) => [event, event]),
        () => 0.5,
      ),
    });
    await again.start();
    await again.drained();
    expect(await twice.digests(again, 'all')).toEqual(once);
    await twice.close();
  });

  it.each([11, 12, 13])(
    'gives the same rows for 8 workers on a feed that repeats, delays, splits and hands lanes over (seed %i)',
    async (seed) => {
      const random = seeded(seed);
      const engine = world.engine();
      await engine.start();
      const other = await world.begunBeside();
      const events = await smallCompany(world, random, 400);
      await world.append(...events);
      for (const event of events.filter(() => random() < 0.1)) await world.append(await world.withdraw(event));
      await world.append(await world.undo('import-1'));
      await engine.drained();
      const calm = await world.digests(engine, 'all');
      const recorded = await world.recorded();
      const start = async (shift: number): Promise<ReturnType<World['engine']>[]> => {
        const workers = Array.from({ length: 8 }, (_, w) =>
          other.engine({
            feed: new ChaosFeed(
              recorded,
              random,
              Array.from({ length: 64 }, (_l, lane) => lane).filter((lane) => (lane + shift) % 8 === w),
            ),
            batchSize: 50,
          }),
        );
        await Promise.all(workers.map((worker) => worker.start()));
        return workers;
      };
      let workers = await start(0);
      for (let shift = 1; shift < 4; shift++) {
        await new Promise((resolve) => setTimeout(resolve, 60 * random()));
        await Promise.all(workers.map((worker) => other.stop(worker)));
        workers = await start(shift);
      }
      await workers[0]!.drained((await world.log.head()).position);
      expect(await other.digests(workers[0]!, 'all')).toEqual(calm);
      await other.close();
    },
  );
});
