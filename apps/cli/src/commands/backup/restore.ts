import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { ensurePartitions } from '#event-log';
import {
  connectClient,
  DATA_VERSION,
  migrate,
  openDatabase,
  parseKey,
  readConfiguration,
  readOrCreateSecret,
  secretFingerprint,
  type Configuration,
  type MigrationSet,
} from '#platform';
import { migrations } from '../../../../api/src/composition/store.js';
import { failure, wrongUsage, type ExitCode } from '../../failure.js';
import { toolLogger } from '../../installation.js';
import { refuseData, refuseEventStore, refuseOthers, refuseRunning } from '../../others.js';
import type { Context } from '../../context.js';
import { BackupReader, type Manifest } from './format.js';
import { RowsPassing } from './rows-passing.js';

/**
 * Brings a backup into an empty installation. What it holds comes in one transaction, all of it or nothing; the tables
 * for it are made before, so that a restore that failed leaves an installation that is as empty, to be tried again.
 */
export async function restore(context: Context, [file]: readonly string[]): Promise<ExitCode> {
  const { environment, output } = context;
  const configuration = readConfiguration(environment);
  refuseEventStore(configuration, 'restore EventStoreDB with its own tools, and this database with pg_restore');
  const reader = new BackupReader(unzipped(file!), file!);
  const manifest = await reader.manifest();
  const known = cutTo(manifest, file!);
  await refuseRunning(configuration, 'stop it, or restore to another THROUGHLINE_HOME');
  const database = await openDatabase(configuration, toolLogger(configuration, environment), { exclusive: true });
  context.finally(() => database.close());
  if (database.kind === 'external') await refuseOthers(database.url, `run  throughline restore ${file}`);
  const client = await connectClient(database.url, 'restore');
  context.finally(() => client.end());
  await refuseData(client, configuration, 'restore.not-empty', 'restore to an empty one');
  const secrets = await bringSecrets(manifest, configuration);
  let rows: number;
  try {
    await makeRoom(client, database.url, known, manifest);
    rows = await load(client, reader, output.progress('Restoring', null, 'rows'));
  } catch (error) {
    for (const made of secrets.made) await rm(made, { force: true });
    throw error;
  }
  await migrate(database.url, migrations);
  output.result({ file, rows, log: manifest.log, createdAt: manifest.createdAt }, [
    `Restored ${rows} rows: the log of ${manifest.createdAt} up to position ${manifest.log.head}, and its vault.`,
    'The read models are built anew when  throughline start  runs.',
  ]);
  return 0;
}

async function* unzipped(file: string): AsyncGenerator<Buffer, void, undefined> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on('error', (error: NodeJS.ErrnoException) =>
    gunzip.destroy(
      error.code === 'ENOENT'
        ? wrongUsage('backup.missing', `${file} is not there: give the path of a backup.`)
        : error,
    ),
  );
  source.pipe(gunzip);
  for await (const chunk of gunzip) yield chunk as Buffer;
}

/** The migrations the backup was written with. Throws where this release does not know one of them. */
function cutTo(manifest: Manifest, file: string): MigrationSet[] {
  const later = (what: string): Error =>
    failure(
      'data.newer',
      `${file} was written by release ${manifest.release} (${what}): restore it with that release or a later one; nothing was changed.`,
    );
  if (manifest.dataVersion > DATA_VERSION)
    throw later(`data version ${manifest.dataVersion}, this release knows ${DATA_VERSION}`);
  return Object.entries(manifest.migrations).map(([schema, applied]) => {
    const set = migrations.find((one) => one.schema === schema);
    const own = set?.migrations.slice(0, applied.length) ?? [];
    const unknown = applied.filter((id, i) => own[i]?.id !== id);
    if (set === undefined || unknown.length > 0) throw later(`it has ${schema}/${unknown.join(', ')}`);
    return { schema, migrations: own };
  });
}

/** Puts the backup's secrets where this installation looks for them. Throws where others are there already. */
async function bringSecrets(manifest: Manifest, configuration: Configuration): Promise<{ made: string[] }> {
  const made: string[] = [];
  const each = [
    ['idSecret', 'id-secret', configuration.idSecret, 'THROUGHLINE_ID_SECRET'],
    ['masterKey', 'master-key', configuration.masterKey, 'THROUGHLINE_MASTER_KEY'],
  ] as const;
  for (const [name, fileName, given, variable] of each) {
    const path = join(configuration.home, 'secrets', fileName);
    const stored = manifest.secrets?.[name];
    const text =
      given?.toString('hex') ??
      (await readOrCreateSecret(path, () => {
        if (stored === undefined)
          throw failure('secrets.missing', `The backup was made without secrets: give its ${fileName} in ${variable}.`);
        made.push(path);
        return stored;
      }));
    if (secretFingerprint(parseKey(text)) === manifest.fingerprints[name]) continue;
    for (const file of made) await rm(file, { force: true });
    const place = given === undefined ? path : variable;
    throw failure(
      'secrets.other',
      `${place} is not the ${fileName} of this backup: restore to an empty THROUGHLINE_HOME; nothing was changed.`,
    );
  }
  return { made };
}

/** Schemas as the backup had them, empty, with room for its positions; read models go: they belong to no log now. */
async function makeRoom(client: Client, url: string, known: readonly MigrationSet[], { log }: Manifest): Promise<void> {
  const others = migrations.map(({ schema }) => schema).filter((schema) => !known.some((set) => set.schema === schema));
  for (const schema of [...others, ...known.map((set) => set.schema)])
    await client.query(`DROP SCHEMA IF EXISTS ${client.escapeIdentifier(schema)} CASCADE`);
  await client.query(`
    DO $$ BEGIN
      IF to_regclass('throughline_meta.migration') IS NOT NULL THEN
        DELETE FROM throughline_meta.migration;
        DELETE FROM throughline_meta.fact WHERE name <> 'data-version';
      END IF;
    END $$`);
  await migrate(url, known);
  await client.query('UPDATE log.identity SET partition_size = $1', [log.partitionSize]);
  await ensurePartitions(url, log.head);
}

/** Copies everything in, raises the epoch (this log is another one from here on), and commits once the checksum is right. */
async function load(
  client: Client,
  reader: BackupReader,
  bar: { at(count: number): void; done(count: number): void },
): Promise<number> {
  let rows = 0;
  await client.query('BEGIN');
  const parts = reader.parts();
  for (;;) {
    const { value: part } = await parts.next();
    if (part === undefined || part.kind === 'end') break;
    if (part.kind !== 'table') throw new Error(`a backup's ${part.kind} stands outside a table`);
    const listed = part.columns.map((column) => client.escapeIdentifier(column)).join(', ');
    const table = part.table
      .split('.')
      .map((name) => client.escapeIdentifier(name))
      .join('.');
    await client.query(`DELETE FROM ${table}`);
    const copy = client.query(copyFrom(`COPY ${table} (${listed}) FROM STDIN`));
    const passing = new RowsPassing(bar, rows);
    let stated = -1;
    await pipeline(async function* pieces() {
      for (;;) {
        const { value: piece } = await parts.next();
        if (piece?.kind !== 'piece') {
          stated = piece?.kind === 'rows' ? piece.rows : -1;
          return;
        }
        passing.piece(piece.bytes);
        yield piece.bytes;
      }
    }, copy);
    if (copy.rowCount !== stated)
      throw failure(
        'backup.damaged',
        `${part.table} has ${copy.rowCount} rows in this backup instead of ${stated}: take another one; nothing of it was brought in.`,
      );
    rows += copy.rowCount;
  }
  await client.query('UPDATE log.identity SET epoch = epoch + 1');
  await client.query('COMMIT');
  bar.done(rows);
  return rows;
}
