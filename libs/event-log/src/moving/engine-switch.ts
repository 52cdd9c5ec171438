import type { Pool, PoolClient } from 'pg';
import { LogReplaced, type LogIdentity, type Position } from '#kernel';
import { beginIndex, INDEX_LOCK, indexedAs } from '../eventstoredb/log-index.js';
import type { MovedHere } from '../eventstoredb/moved-stream.js';
import { APPEND_LOCK } from '../postgres/lane.js';
import { movedFact, noteMoved } from './moved-fact.js';

/** What a database says of an installation's log: whether it is in EventStoreDB, and what there is of one in PostgreSQL. */
export interface EngineNoted {
  readonly active: boolean;
  /** The id of the log in EventStoreDB that the index is of. */
  readonly indexed: string | undefined;
  /** The id of the log in PostgreSQL, and where it ends. */
  readonly id: string;
  readonly head: Position;
}

/** Reads what is noted. */
export async function engineNoted(on: Pick<Pool, 'query'>): Promise<EngineNoted> {
  const { rows } = await on.query<{ active: boolean; indexed: string | null; id: string; head: string }>(
    `SELECT active, log AS indexed, id, (SELECT coalesce(max(position), 0) FROM log.events) AS head
     FROM log_index.state CROSS JOIN log.identity`,
  );
  const { active, indexed, id, head } = rows[0]!;
  return { active, indexed: indexed?.split(' ')[0], id, head: Number(head) };
}

/**
 * From now on the log is the one in EventStoreDB, where everything that is in PostgreSQL was moved there; answers whether.
 * Who still writes to PostgreSQL is refused from then on: the log there is of a later epoch.
 */
export function switchToEventStore(
  pool: Pool,
  { identity, moved }: { readonly identity: LogIdentity; readonly moved: MovedHere | null },
): Promise<boolean> {
  const { id } = identity;
  return nobodyAppending(pool, async (client) => {
    const { active, indexed, id: left, head } = await engineNoted(client);
    const whole = moved !== null && moved.done && moved.from === left && moved.position === head;
    if (!active && head > 0 && !whole) return false;
    if (indexed !== id) await noteIndexed(client, identity);
    if (active) return true;
    await client.query('UPDATE log_index.state SET active = true');
    await client.query('UPDATE log.identity SET epoch = epoch + 1');
    // what was moved back once has come to be the same as the other log up to here: a later move back goes on from here
    if (whole && (await movedFact(client))?.from === id)
      await noteMoved(client, { from: id, position: moved.here, events: head, done: false });
    return true;
  });
}

/** Which log is used is known by its index, even before anything is in it. */
async function noteIndexed(client: PoolClient, identity: LogIdentity): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [INDEX_LOCK]);
  await beginIndex(client, indexedAs(identity));
}

/**
 * From now on the log is the one in PostgreSQL, where the one in EventStoreDB that was used was moved there as a whole and
 * neither has gone on since; answers whether.
 */
export function switchToPostgres(pool: Pool): Promise<boolean> {
  return nobodyAppending(pool, async (client) => {
    const { active, indexed, head } = await engineNoted(client);
    if (!active) return true;
    const moved = await movedFact(client);
    if (moved === null || !moved.done || moved.from !== indexed || moved.events !== head) return false;
    await client.query('UPDATE log_index.state SET active = false');
    return true;
  });
}

/**
 * To be called before anything is recorded in the log in EventStoreDB with this id: what was moved from it to PostgreSQL is
 * not all of it any more then. Throws LogReplaced where PostgreSQL, or another log in EventStoreDB, is the installation's meanwhile.
 */
export function goOnInEventStore(pool: Pool, id: string): Promise<void> {
  return nobodyAppending(pool, async (client) => {
    const { active, indexed } = await engineNoted(client);
    if (!active || (indexed !== undefined && indexed !== id)) throw new LogReplaced(0);
    const moved = await movedFact(client);
    if (moved?.from === id && moved.done) await noteMoved(client, { ...moved, done: false });
  });
}

/** One transaction during which nobody appends to the log in PostgreSQL. */
async function nobodyAppending<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [APPEND_LOCK]);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // a connection that cannot even be rolled back is thrown away
    await client.query('ROLLBACK').catch((failed: unknown) => (broken = failed as Error));
    throw error;
  } finally {
    client.release(broken);
  }
}
