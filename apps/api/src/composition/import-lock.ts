import type { Client, Pool } from 'pg';
import { broken } from '#kernel';
import { connectClient } from '#platform';

/**
 * Works on an import while nobody else does, in whatever process: the lock is the database's and ends with the
 * connection, which is handed to the work. Throws BrokenRule `import.running`.
 */
export async function alone<T>(url: string, id: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connectClient(url, 'import');
  client.on('error', () => undefined);
  try {
    const { rows } = await client.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked',
      [nameOf(id)],
    );
    if (rows[0]!.locked) return await work(client);
    throw broken('import.running', { import: id });
  } finally {
    await client.end();
  }
}

/** Those of some imports that a process is at. */
export async function runningImports(pool: Pool, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await pool.query<{ id: string }>(
    `SELECT asked.id
     FROM unnest($1::text[], $2::text[]) AS asked (id, name),
          LATERAL (SELECT hashtextextended(asked.name, 0) AS key) AS hashed
     JOIN pg_locks l ON l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (l.classid::bigint << 32) | l.objid::bigint = hashed.key`,
    [ids, ids.map(nameOf)],
  );
  return new Set(rows.map(({ id }) => id));
}

function nameOf(id: string): string {
  return `throughline import ${id}`;
}
