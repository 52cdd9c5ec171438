import type { NewEvent } from '#kernel';
import { World } from '../../test/world.js';

const day = '2026-01-01T10:00:00.000Z';
const EVENTS = 4_000;

/** How many rows of a table were read by connections that have ended. */
async function rowsRead(world: World, table: string): Promise<number> {
  for (let tries = 0; ; tries++) {
    const { rows } = await world.pool.query<{ n: string }>(
      'select seq_tup_read + coalesce(idx_tup_fetch, 0) as n from pg_stat_user_tables where relname = $1',
      [table],
    );
    const read = Number(rows[0]?.n ?? 0);
    if (read > 0 || tries > 100) return read;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('an identifier that thousands were given by mistake', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begun();
  });
  afterEach(() => world.close());

  it('costs what its events cost, one after the other and all of them taken back at once', async () => {
    const events: NewEvent[] = [];
    for (let i = 0; i < EVENTS; i++)
      events.push(await world.touch({ user: 'hub', email: `e${i}@example.com` }, day, {}, { import: 'file' }));
    const worker = World.over(world.url, world.log);
    Object.assign(worker, { vault: world.vault, ids: world.ids });
    const engine = worker.engine();
    await engine.start();
    await world.append(...events);
    await engine.drained();
    expect(await worker.contactOf({ email: `e${EVENTS - 1}@example.com` })).toBe(
      await worker.contactOf({ user: 'hub' }),
    );
    await world.append(await world.undo('file'));
    await engine.drained();
    const { rows } = await worker.pool.query(
      `select 'edge' from read.identity_edge union all select 'node' from read.identity_node where position is not null
       union all select 'map' from read.identity_map where until_position is null
       union all select 'contact' from read.contacts_contact`,
    );
    expect(rows).toEqual([]);
    const live = await worker.digests(engine, 'all');
    await worker.close();
    // what is asked of the sightings is asked in passes over them, not once for each
    const read = await rowsRead(world, 'identity_sighting__1');
    expect(read).toBeGreaterThan(EVENTS);
    expect(read).toBeLessThan(20 * EVENTS);

    const beside = await world.beside();
    const rebuilt = beside.engine();
    await rebuilt.start();
    await rebuilt.drained();
    expect(await beside.digests(rebuilt, 'all')).toEqual(live);
    await beside.close();
  });
});
