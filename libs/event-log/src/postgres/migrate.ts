import { Client } from 'pg';
import { eventLogMigrations } from './migrations.js';

/** The database was written by a newer version: it is left untouched. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema';
  constructor(readonly migration: string) {
    super(
      `the event log was written by a newer version (its schema has ${migration}, which this version does not know): install that version or a later one`,
    );
  }
}

const MIGRATION_LOCK = 7_216_001;

/**
 * Brings the schemas `log` and `vault` to this version, in one transaction; several processes may call it at once.
 * Throws NewerSchema, and changes nothing, where a newer version has been at work.
 */
export async function migrateEventLog(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    if ((await done(client))?.length === eventLogMigrations.length) return;
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('create schema if not exists log');
    await client.query(
      'create table if not exists log.migrations (name text primary key, at timestamptz not null default now())',
    );
    const names = new Set(await done(client));
    for (const { name, sql } of eventLogMigrations) {
      if (names.has(name)) continue;
      await client.query(sql);
      await client.query('insert into log.migrations (name) values ($1)', [name]);
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/** Names of the migrations that ran; null where none ever did. */
async function done(client: Client): Promise<string[] | null> {
  const table = await client.query<{ there: boolean }>(`select to_regclass('log.migrations') is not null as there`);
  if (!table.rows[0]!.there) return null;
  const { rows } = await client.query<{ name: string }>('select name from log.migrations order by name');
  const known = new Set(eventLogMigrations.map((migration) => migration.name));
  for (const { name } of rows) if (!known.has(name)) throw new NewerSchema(name);
  return rows.map(({ name }) => name);
}
