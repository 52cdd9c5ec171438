import { Client } from 'pg';
import type { Position } from '#kernel';

/** The last position that has a partition, and how many positions each has. */
export interface Covered {
  readonly until: Position;
  readonly size: number;
}

const PARTITION_LOCK = 7_216_002;

/**
 * Makes sure that events up to `position` have a partition, and one more ahead of need. Attaching a finished table
 * does not wait for readers, and makes none wait.
 */
export async function ensurePartitions(url: string, position: Position): Promise<Covered> {
  const client = new Client({
    connectionString: url,
    lock_timeout: 5_000,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
  });
  // What is asked rejects with the same error.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
    const state = await client.query<{ size: string; count: string }>(`
      select partition_size as size,
             (select count(*) from pg_inherits where inhparent = 'log.events'::regclass) as count
      from log.identity`);
    const size = Number(state.rows[0]!.size);
    let count = Number(state.rows[0]!.count);
    const wanted = Math.floor(position / size) + 2;
    for (; count < wanted; count++) {
      const [from, to] = [count * size, (count + 1) * size];
      // Sealed texts do not get smaller by compressing them: up to half a page they stay in the row as they are.
      await client.query(`
        create table log.events_${count} (like log.events including all) with (toast_tuple_target = 4080);
        alter table log.events_${count} add constraint bounds check (position >= ${from} and position < ${to});
        alter table log.events attach partition log.events_${count} for values from (${from}) to (${to});
        alter table log.events_${count} drop constraint bounds;`);
    }
    await client.query('commit');
    return { until: count * size - 1, size };
  } finally {
    await client.end();
  }
}
