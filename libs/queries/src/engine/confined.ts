import type { Pool, PoolClient } from 'pg';
import { InvalidInput, READER_ROLE, type Asking, type Sql } from '#kernel';
import { ROOM } from './with-room.js';

/** Longer than this nobody waits for a figure of a workspace's own. */
export const CONFINED_MS = 10_000;

const CANCELED = '57014';
const MAY_NOT = '42501';
const NO_SUCH_ROLE = '22023';

/**
 * Runs SQL that was put together from what somebody wrote: in a transaction that may only read, as the role that may read
 * nothing but what is free of personal fields (where there is one, and this database user may act as it), and for so
 * long. Throws InvalidInput (`kpi.failed`) for what cannot be reckoned or takes longer.
 */
export async function confined<T>(
  pool: Pool,
  name: string,
  run: (rows: Asking['rows']) => Promise<T>,
  longestMs = CONFINED_MS,
): Promise<T> {
  const client = await pool.connect();
  const sent: Promise<unknown>[] = [];
  const rows = async <R extends object>({ text, values }: Sql): Promise<readonly R[]> => {
    const answer = client.query<R>(text, [...values]);
    sent.push(answer);
    return (await answer).rows;
  };
  let broken = false;
  try {
    await begin(client, longestMs);
    return await run(rows);
  } catch (error) {
    throw failed(name, error, longestMs);
  } finally {
    // what else is on its way is answered before the next one has the connection
    await Promise.allSettled(sent);
    await client.query('ROLLBACK').catch(() => {
      broken = true;
    });
    client.release(broken);
  }
}

async function begin(client: PoolClient, longestMs: number): Promise<void> {
  const limits = async (): Promise<void> => {
    await client.query(`BEGIN READ ONLY; ${ROOM}`);
    await client.query(`SELECT set_config('statement_timeout', $1, true)`, [String(longestMs)]);
  };
  await limits();
  try {
    await client.query(`SET LOCAL ROLE ${READER_ROLE}`);
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code !== MAY_NOT && code !== NO_SUCH_ROLE) throw error;
    await client.query('ROLLBACK');
    await limits();
  }
}

/** What the server says of data and of expressions, to whoever wrote them; anything else as it is. */
function failed(name: string, error: unknown, longestMs: number): unknown {
  const { code, message } = error as { readonly code?: unknown; readonly message: string };
  if (typeof code !== 'string' || error instanceof InvalidInput) return error;
  if (code === CANCELED)
    return new InvalidInput('kpi.failed', [
      {
        where: name,
        what: `took longer than ${longestMs / 1_000} seconds`,
        remedy: 'ask for a shorter period, or define it more simply',
      },
    ]);
  return /^(22|42)/.test(code) ? new InvalidInput('kpi.failed', [{ where: name, what: message }]) : error;
}
