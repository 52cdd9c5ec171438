import { laneOfEvent } from '#feed';
import { LANES } from '#kernel';
import { GatedFeed } from '../../test/gated-feed.js';
import { World, type Who } from '../../test/world.js';

const day = '2026-03-01T09:00:00.000Z';
const lanes = Array.from({ length: LANES }, (_, lane) => lane);

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Two people whose lanes are not the same. */
async function ofTwoLanes(world: World): Promise<readonly [Who, Who, number]> {
  const lane = async (who: Who): Promise<number> =>
    laneOfEvent({ ...(await world.touch(who, day)), position: 0, recordedAt: 0, revision: 0, stream: '' });
  const first = { email: 'p0@example.com' };
  for (let n = 1; ; n++) {
    const other = { email: `p${n}@example.com` };
    if ((await lane(other)) !== (await lane(first))) return [first, other, await lane(other)];
  }
}

describe('sums that workers of different lanes share', () => {
  it('are subtracted from beside a worker that adds, and the two do not wait for each other in a circle', async () => {
    const world = await World.begun();
    const [ann, bob, bobs] = await ofTwoLanes(world);
    const touch = async (who: Who, campaign: string) => {
      const event = await world.touch(who, day, { campaign });
      await world.append(event);
      return event;
    };
    const taken = await touch(ann, 'a');
    // what Ann's worker writes: more in the last campaign, then less in the first one
    await touch(ann, 'z');
    await world.append(await world.withdraw(taken));
    // what Bob's worker writes: more in all of them, from the first to the last
    for (const campaign of ['a', 'm', 'z']) await touch(bob, campaign);
    const recorded = await world.recorded();
    const failures: string[] = [];
    const listener = { failed: (_: string, error: unknown) => void failures.push(String(error)) };
    const anns = new GatedFeed(
      recorded,
      lanes.filter((lane) => lane !== bobs),
    );
    const his = new GatedFeed(recorded, [bobs]);
    for (const feed of [anns, his]) await world.engine({ feed, listener, follows: ['contacts', 'identity'] }).start();
    const behind = async (): Promise<number> =>
      (
        await world.pool.query(
          `select from read.checkpoint c, unnest(c.lanes, c.positions) as t (lane, position)
           where c.projection = 'contacts' and t.lane < ${LANES} and t.position < $1`,
          [recorded.length],
        )
      ).rowCount!;
    const waiting = async (most: number): Promise<boolean> =>
      (
        await world.pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
      ).rowCount! >= most;

    anns.open(1);
    await until(
      async () => (await world.pool.query(`select from read.contacts_campaign where campaign = 'a'`)).rowCount === 1,
    );
    const holding = await world.pool.connect();
    await holding.query('begin');
    const [table] = (
      await holding.query<{ name: string }>(
        `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'read' and c.relname like 'contacts\\_campaign\\_\\_%' and c.relkind = 'r'`,
      )
    ).rows;
    // Bob's worker stops half way: it has added to the first campaign, and not to the last
    await holding.query(`insert into ${table!.name} (campaign, channel, kind, n) values ('m', 'email', 'opened', 1)`);
    his.open(recorded.length);
    await until(() => waiting(1));
    anns.open(recorded.length);
    await until(() => waiting(2));
    await holding.query('rollback');
    holding.release();
    await until(async () => (await behind()) === 0);

    expect(failures).toEqual([]);
    const { rows } = await world.pool.query('select campaign, touches from read.contacts_campaign order by campaign');
    expect(rows.map(({ campaign, touches }) => [campaign, Number(touches)])).toEqual([
      ['a', 1],
      ['m', 1],
      ['z', 2],
    ]);
    await world.close();
  });
});
