import { LANES } from '#kernel';
import { laneOfEvent } from '#feed';
import { GatedFeed } from '../../test/gated-feed.js';
import { World } from '../../test/world.js';

const lanes = Array.from({ length: LANES }, (_, lane) => lane);
const day = '2026-03-01T09:00:00.000Z';

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/**
 * An import of two people, one for each of two processes that share the lanes, and its undoing. It says what they did, which
 * is counted in sums, or who they are, which is not.
 */
async function twoProcesses(says: 'touch' | 'describe'): Promise<{
  world: World;
  feeds: readonly [GatedFeed, GatedFeed];
  head: number;
  profiles: readonly string[];
  position: (lane: number) => Promise<number>;
}> {
  const world = await World.begun();
  const calm = world.engine();
  await calm.start();
  await world.stop(calm);
  const people = Array.from({ length: 40 }, (_, n) => ({ email: `p${n}@example.com` }));
  const lane = (n: number): Promise<number> =>
    world
      .touch(people[n]!, day)
      .then((event) => laneOfEvent({ ...event, position: 0, recordedAt: 0, revision: 0, stream: '' }));
  let other = 1;
  const first = await lane(0);
  while ((await lane(other)) === first) other++;
  for (const who of [people[0]!, people[other]!])
    await world.append(
      says === 'touch'
        ? await world.touch(who, day, {}, { import: 'list' })
        : await world.describe(who, day, { name: 'Ann' }, { import: 'list' }),
    );
  await world.append(await world.undo('list'));
  const recorded = await world.recorded();
  const theirs = await lane(other);
  const feeds = [
    new GatedFeed(
      recorded,
      lanes.filter((one) => one !== theirs),
    ),
    new GatedFeed(recorded, [theirs]),
  ] as const;
  for (const feed of feeds) await world.engine({ feed }).start();
  const position = async (of: number): Promise<number> =>
    Number(
      (
        await world.pool.query<{ position: string }>(
          `select t.position from read.checkpoint c, unnest(c.lanes, c.positions) as t (lane, position)
           where c.projection = 'contacts' and t.lane = $1`,
          [of],
        )
      ).rows[0]!.position,
    );
  return {
    world,
    feeds,
    head: recorded.length,
    profiles: [people[0]!, people[other]!].map((who) => world.nodes(who).profile),
    position: (which) => position(which === 0 ? first : theirs),
  };
}

async function expectUndoneOnce(world: World, head: number, table = 'touch'): Promise<void> {
  const { rows } = await world.pool.query<{ until: string }>(`select until from read.contacts_${table}`);
  expect(rows.map((row) => Number(row.until))).toEqual([head, head]);
  expect((await world.pool.query('select n from read.contacts_activity')).rows).toEqual([]);
  await world.close();
}

/** The table behind a view of the read model. */
async function tableOf(world: World, name: string): Promise<string> {
  const { rows } = await world.pool.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'read' and c.relname ~ $1 and c.relkind = 'r'`,
    [`^contacts_${name}__`],
  );
  return rows[0]!.name;
}

async function areWaiting(world: World, most: number): Promise<boolean> {
  const { rowCount } = await world.pool.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount! >= most;
}

describe('an import that is undone while two processes share its lanes', () => {
  it('ends rows once that were being written when the other process undid it', async () => {
    const { world, feeds, head, profiles, position } = await twoProcesses('describe');
    const holding = await world.pool.connect();
    // whoever writes such a fact waits: it is written, and not committed
    await holding.query(
      `create function hold() returns trigger language plpgsql as
       $$ begin if new.profile = '${profiles[1]!}' then perform pg_advisory_xact_lock_shared(42); end if; return null; end $$`,
    );
    await holding.query(
      `create trigger held after insert on ${await tableOf(world, 'stated')} for each row execute function hold()`,
    );
    await holding.query('select pg_advisory_lock(42)');
    feeds[1].open(2);
    await until(() => areWaiting(world, 1));
    feeds[0].open(head);
    await until(async () => (await position(0)) === head);
    await holding.query('select pg_advisory_unlock(42)');
    holding.release();
    await until(async () => (await position(1)) === 2);
    feeds[1].open(head);
    await until(async () => (await position(1)) === head);
    await expectUndoneOnce(world, head, 'stated');
  });

  it('ends rows once whose sums are being added to, as soon as they are there', async () => {
    const { world, feeds, head, position } = await twoProcesses('touch');
    const holding = await world.pool.connect();
    await holding.query('begin');
    // whoever adds to this sum waits until it is known what became of it: the fact is written, and not committed
    await holding.query(`lock table ${await tableOf(world, 'activity')} in exclusive mode`);
    feeds[1].open(2);
    await until(() => areWaiting(world, 1));
    feeds[0].open(head);
    await until(() => areWaiting(world, 2));
    await holding.query('rollback');
    holding.release();
    await until(async () => (await position(0)) === head && (await position(1)) === 2);
    feeds[1].open(head);
    await until(async () => (await position(1)) === head);
    await expectUndoneOnce(world, head);
  });

  it('ends rows once that the other process ended already, or writes knowing that they are', async () => {
    for (const firstWrites of [true, false]) {
      const { world, feeds, head, position } = await twoProcesses('touch');
      if (firstWrites) {
        feeds[1].open(2);
        await until(async () => (await position(1)) === 2);
      }
      feeds[0].open(head);
      await until(async () => (await position(0)) === head);
      feeds[1].open(head);
      await until(async () => (await position(1)) === head);
      await expectUndoneOnce(world, head);
    }
  });
});
