import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { connectClient, DATA_VERSION, productVersion, secretFingerprint } from '#platform';
import type { ExitCode } from '../../failure.js';
import type { Installation } from '../../installation.js';
import type { Progress } from '../../output/progress.js';
import { bytes } from '../../output/table.js';
import { gzipped } from '../../output/gzipped.js';
import { openTarget } from '../../output/target.js';
import { refuseEventStore } from '../../others.js';
import type { Context } from '../../context.js';
import { BackupWriter, type Manifest, type TableHead } from './format.js';
import { RowsPassing } from './rows-passing.js';

/**
 * Sign-ins are not kept: whoever is signed in signs in again. What waits in quarantine is counted anew where it comes in.
 */
const LEFT_OUT: ReadonlySet<string> = new Set(['vault.sessions', 'vault.quarantine_counts']);
const SCHEMAS = ['log', 'vault'];

/** Rows in the order in which a restore writes them fastest. */
const ORDER: Readonly<Record<string, string>> = {
  'log.events': 'position',
  'log.ids': 'id',
  'vault.data_keys': 'node',
};

/** Writes log, vault and secrets, as they are at one moment, to a file that only its owner can read. */
export async function backup(
  context: Context,
  [file]: readonly string[],
  options: { readonly withoutSecrets?: boolean; readonly force?: boolean },
): Promise<ExitCode> {
  const installation = await context.look();
  refuseEventStore(
    installation.configuration,
    'back up EventStoreDB with its own tools, and this database with pg_dump',
  );
  const target = gzipped(await openTarget(file, options.force === true, context.output.out, 0o600));
  context.finally(() => target.abandon());
  let written = 0;
  const writer = new BackupWriter((chunk) => {
    written += chunk.length;
    return target.write(chunk);
  });
  const client = await connectClient(installation.url, 'backup');
  let rows = 0;
  let manifest: Manifest;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    manifest = await manifestOf(client, installation, options.withoutSecrets !== true);
    await writer.begin(manifest);
    const bar = context.output.progress('Backing up', null, 'rows');
    for (const table of await tablesOf(client)) rows += await writeTable(client, table, writer, bar, rows);
    bar.done(rows);
    await client.query('COMMIT');
  } finally {
    await client.end().catch(() => undefined);
  }
  await writer.end();
  await target.finish();
  const { log } = manifest;
  context.output.result({ file, rows, log, bytes: written }, [
    `${file} holds the log up to position ${log.head} and the vault (${rows} rows, ${bytes(written)} before compression).`,
    manifest.secrets === null
      ? 'The secrets are not in it: keep them elsewhere, nothing can be read without them.'
      : 'The secrets are in it: whoever has the file can read everything. Keep it as safe as the installation.',
  ]);
  return 0;
}

async function manifestOf(client: Client, { secrets }: Installation, withSecrets: boolean): Promise<Manifest> {
  const log = await client.query<{ id: string; epoch: number; head: string; size: string }>(
    `SELECT id, epoch, partition_size AS size, (SELECT coalesce(max(position), 0) FROM log.events) AS head
     FROM log.identity`,
  );
  const applied = await client.query<{ schema: string; id: string }>(
    'SELECT schema, id FROM throughline_meta.migration WHERE schema = ANY ($1) ORDER BY schema, id COLLATE "C"',
    [SCHEMAS],
  );
  const { id, epoch, head, size } = log.rows[0]!;
  return {
    release: productVersion(),
    dataVersion: DATA_VERSION,
    createdAt: new Date().toISOString(),
    log: { id, epoch, head: Number(head), partitionSize: Number(size) },
    migrations: Object.fromEntries(
      SCHEMAS.map((schema) => [schema, applied.rows.filter((row) => row.schema === schema).map((row) => row.id)]),
    ),
    secrets: withSecrets
      ? { idSecret: secrets.idSecret.toString('hex'), masterKey: secrets.masterKey.toString('hex') }
      : null,
    fingerprints: {
      idSecret: secretFingerprint(secrets.idSecret),
      masterKey: secretFingerprint(secrets.masterKey),
    },
  };
}

async function tablesOf(client: Client): Promise<TableHead[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `SELECT n.nspname || '.' || c.relname AS table,
            array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     GROUP BY 1 ORDER BY 1`,
    [SCHEMAS],
  );
  return rows.filter(({ table }) => !LEFT_OUT.has(table));
}

async function writeTable(
  client: Client,
  { table, columns }: TableHead,
  writer: BackupWriter,
  bar: Progress,
  before: number,
): Promise<number> {
  await writer.table({ table, columns });
  const listed = columns.map((column) => client.escapeIdentifier(column)).join(', ');
  const ordered = ORDER[table] === undefined ? '' : ` ORDER BY ${ORDER[table]}`;
  const passing = new RowsPassing(bar, before);
  const copy = client.query(copyTo(`COPY (SELECT ${listed} FROM ${table}${ordered}) TO STDOUT`));
  await pipeline(
    copy,
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        passing.piece(chunk);
        writer.piece(chunk).then(() => done(), done);
      },
    }),
  );
  await writer.tableEnds(copy.rowCount);
  return copy.rowCount;
}
