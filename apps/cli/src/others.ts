import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { connectClient, runningInstance, type Configuration } from '#platform';
import { failure, wrongUsage } from './failure.js';

/** A connection that is being closed is gone by then. */
const CLOSING_MS = 3_000;

/** The connection of who looks whether others are there. */
const LOOK = 'look';

/**
 * Throws where programs of the product work on this database: with DATABASE_URL they may run anywhere, and take no lock
 * that shows it. Of several who look at the same time each waits for those that came before it, and all are let through
 * then, one after the other: if each counted the others, all would be refused because of each other. It tells what is
 * there now and keeps nobody out: who comes after the look, or looked at the same time, is not seen, and what two
 * commands must not do together they have to guard themselves. `then` says what to do once they are stopped.
 */
export async function refuseOthers(url: string, then: string): Promise<void> {
  const client = await connectClient(url, LOOK);
  try {
    for (const began = performance.now(); ;) {
      const { rows } = await client.query<{ name: string; at: string }>(
        `SELECT DISTINCT application_name AS name, coalesce(host(client_addr), 'this machine') AS at
         FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE 'throughline%' AND pid <> pg_backend_pid()
           AND NOT (application_name = $1 AND pid > pg_backend_pid())
         ORDER BY 1, 2`,
        [`throughline ${LOOK}`],
      );
      if (rows.length === 0) return;
      if (performance.now() - began > CLOSING_MS)
        throw failure(
          'database.in-use',
          `Programs of Throughline work on this database (${rows.map(({ name, at }) => `${name} from ${at}`).join(', ')}): stop them, then ${then}; nothing was changed.`,
        );
      await sleep(100);
    }
  } finally {
    await client.end();
  }
}

/** Throws where a process runs on this home. `then` says what to do about it. */
export async function refuseRunning({ home }: Configuration, then: string): Promise<void> {
  const running = await runningInstance(home);
  if (running !== undefined) throw failure('home.in-use', `Process ${running.pid} runs on ${home}: ${then}.`);
}

/** Throws where the log is in EventStoreDB: the command reads or writes a log in PostgreSQL. `instead` says what to do. */
export function refuseEventStore({ eventStoreUrl }: Configuration, instead: string): void {
  if (eventStoreUrl !== undefined)
    throw wrongUsage('log.elsewhere', `This is for a log in PostgreSQL, and EVENTSTORE_URL is set: ${instead}.`);
}

/** Throws, with this code, where an installation holds anything: data that is there is never written over. */
export async function refuseData(
  client: Client,
  { home, databaseUrl }: Configuration,
  code: string,
  then: string,
): Promise<void> {
  const where = databaseUrl === undefined ? home : 'The database of DATABASE_URL';
  for (const table of [
    'log.events',
    'log.ids',
    'vault.data_keys',
    'vault.credentials',
    'vault.quarantine',
    'vault.receipts',
  ]) {
    const { rows } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [table]);
    if (!rows[0]!.there) continue;
    const found = await client.query(`SELECT 1 FROM ${table} LIMIT 1`);
    if (found.rows.length > 0)
      throw failure(code, `${where} holds data already (${table}): ${then}; nothing was changed.`);
  }
}
