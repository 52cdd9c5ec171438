import type { Client } from 'pg';
import { importLock } from '#journey';
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
      [importLock(id)],
    );
    if (rows[0]!.locked) return await work(client);
    throw broken('import.running', { import: id });
  } finally {
    await client.end();
  }
}
