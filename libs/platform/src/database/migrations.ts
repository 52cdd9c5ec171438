import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { StartFailure } from '../failure.js';
import type { Logger } from '../logging/logger.js';

/** One step that a published release has taken, or will take, on every installation: never changed afterwards. */
export interface Migration {
  /** Unique in its set, such as `001-events`. */
  readonly id: string;
  /** Plain SQL with qualified names; runs in a transaction of its own. */
  readonly sql: string;
}

/** The migrations of one part, in order. The schema is created if it is not there. */
export interface MigrationSet {
  readonly schema: string;
  readonly migrations: readonly Migration[];
}

/** Version of what is kept in the database as a whole; raised when older releases must not touch it any more. */
export const DATA_VERSION = 1;

/** What `migrate` did. */
export interface MigrationReport {
  /** `schema/id` of every migration that was applied now. */
  readonly applied: readonly string[];
}

const LOCK = 0x7472_7567;

/**
 * Brings the database up to this release: each set in the order given. Several processes may call it at once; one
 * works, the others wait.
 *
 * @throws StartFailure `data.newer` when a later release has been here (nothing is changed then), `data.changed` when
 * a migration that was applied reads differently now.
 */
export async function migrate(url: string, sets: readonly MigrationSet[], logger?: Logger): Promise<MigrationReport> {
  const client = new Client({ connectionString: url, application_name: 'throughline migrations' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const applied = await readApplied(client);
    if (applied) refuseNewer(applied, sets);
    else await createMeta(client);
    const done: string[] = [];
    for (const set of sets) {
      for (const migration of set.migrations) {
        const known = applied?.migrations.get(`${set.schema}/${migration.id}`);
        if (known === undefined) {
          await apply(client, set.schema, migration);
          done.push(`${set.schema}/${migration.id}`);
        } else if (known !== checksum(migration)) throw changed(set, migration);
      }
    }
    if (done.length > 0) logger?.info({ applied: done }, 'Brought the database up to this release');
    return { applied: done };
  } finally {
    await client.end();
  }
}

interface Applied {
  readonly dataVersion: number;
  /** Checksum by `schema/id`. */
  readonly migrations: ReadonlyMap<string, string>;
}

async function readApplied(client: Client): Promise<Applied | undefined> {
  const { rows: found } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('throughline_meta.migration') IS NOT NULL AS there`,
  );
  if (!found[0]?.there) return undefined;
  const { rows: versions } = await client.query<{ value: string }>(
    `SELECT value FROM throughline_meta.fact WHERE name = 'data-version'`,
  );
  const { rows } = await client.query<{ schema: string; id: string; checksum: string }>(
    'SELECT schema, id, checksum FROM throughline_meta.migration',
  );
  return {
    dataVersion: Number(versions[0]?.value ?? 0),
    migrations: new Map(rows.map((row) => [`${row.schema}/${row.id}`, row.checksum])),
  };
}

function refuseNewer(applied: Applied, sets: readonly MigrationSet[]): void {
  const schemas = new Set(sets.map((set) => set.schema));
  const known = new Set(sets.flatMap((set) => set.migrations.map((migration) => `${set.schema}/${migration.id}`)));
  const unknown = [...applied.migrations.keys()].filter(
    (one) => schemas.has(one.slice(0, one.indexOf('/'))) && !known.has(one),
  );
  if (applied.dataVersion <= DATA_VERSION && unknown.length === 0) return;
  const what =
    applied.dataVersion > DATA_VERSION
      ? `data version ${applied.dataVersion}, this release knows ${DATA_VERSION}`
      : `it applied ${unknown.join(', ')}`;
  throw new StartFailure(
    'data.newer',
    `The database was written by a later release (${what}): start that release; nothing was changed.`,
  );
}

async function createMeta(client: Client): Promise<void> {
  await client.query(`
    BEGIN;
    CREATE SCHEMA IF NOT EXISTS throughline_meta;
    CREATE TABLE throughline_meta.fact (
      name  text PRIMARY KEY,
      value text NOT NULL
    );
    CREATE TABLE throughline_meta.migration (
      schema     text NOT NULL,
      id         text NOT NULL,
      checksum   text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (schema, id)
    );
    INSERT INTO throughline_meta.fact VALUES ('data-version', '${DATA_VERSION}');
    COMMIT;`);
}

async function apply(client: Client, schema: string, migration: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${client.escapeIdentifier(schema)}`);
    await client.query(migration.sql);
    await client.query('INSERT INTO throughline_meta.migration (schema, id, checksum) VALUES ($1, $2, $3)', [
      schema,
      migration.id,
      checksum(migration),
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new Error(`Migration ${schema}/${migration.id} failed: ${String(error)}`, {
      cause: error,
    });
  }
}

function changed(set: MigrationSet, migration: Migration): StartFailure {
  return new StartFailure(
    'data.changed',
    `Migration ${set.schema}/${migration.id} was applied here in another wording: use the release that wrote this data, or begin with an empty database.`,
  );
}

function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.sql.replaceAll('\r\n', '\n')).digest('hex');
}
