import type { Client } from 'pg';
import { importLock } from '#journey';
import { broken } from '#kernel';
import { connectClient } from '#platform';

/**
 * Works on an import while nobody else does, in whatever process: the lock is the database's and ends with the
 * connection, which is handed to the work, with a signal that is aborted by why it broke: somebody else may be at the
 * import by then. Throws BrokenRule `import.running`, or why the connection broke.
 */
export async function alone<T>(
  url: string,
  id: string,
  work: (client: Client, lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const client = await connectClient(url, 'import');
  const lost = new AbortController();
  client.on('error', (error) => lost.abort(error));
  try {
    const { rows } = await client.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked',
      [importLock(id)],
    );
    if (!rows[0]!.locked) throw broken('import.running', { import: id });
    return await work(client, lost.signal);
  } finally {
    await client.end().catch(() => undefined);
  }
}
