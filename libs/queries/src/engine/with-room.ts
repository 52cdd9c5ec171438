import type { Pool } from 'pg';
import type { Sql } from '#kernel';

/**
 * SQL that gives the statements of a transaction what figures need, whatever server they run on: they sort and hash
 * hundreds of thousands of records, in memory where they fit. More than that stays as it is. Compiling such a statement
 * costs more than it takes, and so does sorting a table to merge it with another: one of them is hashed.
 */
export const ROOM = `set local jit = off; set local enable_mergejoin = off;
  select set_config('work_mem', '64MB', true) where pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('64MB')`;

/** What takes more than a few milliseconds to read is read by several processes, as many as the server allows. */
const TOGETHER = `set local parallel_setup_cost = 50; set local parallel_tuple_cost = 0.005;
  set local min_parallel_table_scan_size = 0; set local min_parallel_index_scan_size = 0`;
const ALONE = 'set local max_parallel_workers_per_gather = 0';

/** They share memory, of which a container may have little: 64 MB unless it is told. */
const NO_SPACE = '53100';

/**
 * Asks a statement in a transaction of its own that writes nothing, with room for what it counts. Rejects with what the
 * server says.
 */
export async function withRoom<T extends object>(pool: Pool, statement: Sql): Promise<readonly T[]> {
  try {
    return await asked<T>(pool, statement, TOGETHER);
  } catch (error) {
    if ((error as { code?: unknown }).code !== NO_SPACE) throw error;
    return asked<T>(pool, statement, ALONE);
  }
}

async function asked<T extends object>(pool: Pool, { text, values }: Sql, how: string): Promise<readonly T[]> {
  const client = await pool.connect();
  let broken = false;
  try {
    // one piece where the connection allows it
    const [begun, answered, ended] = await Promise.allSettled([
      client.query(`begin read only; ${ROOM}; ${how}`),
      client.query<T>(text, [...values]),
      client.query('commit'),
    ]);
    // what the statement says comes first: the others fail of it
    if (answered.status === 'rejected') throw answered.reason;
    for (const outcome of [begun, ended]) if (outcome.status === 'rejected') throw outcome.reason;
    return answered.value.rows;
  } catch (error) {
    broken = isGone(error);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Whether the server ended the connection with its answer, or it broke. */
export function isGone(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code !== 'string' || code.startsWith('57P') || !/^[0-9A-Z]{5}$/.test(code);
}
