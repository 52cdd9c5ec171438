import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { eventLogMigrations, PostgresTarget, type LogSource, type LogTarget } from '#event-log';
import { connectClient, migrate, readFact, verifySecrets } from '#platform';
import { failure, wrongUsage } from '../../failure.js';
import { refuseOthers } from '../../others.js';
import { linesHeader } from '../export/ndjson.js';
import { isOwnInEventStore, type Ground } from './ground.js';
import { LinesTarget, upTo } from './lines-target.js';
import { idInEventStore, openEventStoreTarget } from './open-eventstore.js';
import { refuseOtherSecrets, withClient, type OpenedSource } from './open-source.js';
import type { Place } from './place.js';

/** Whoever writes the draft of a file, together with the hash of its path. */
const DRAFT_LOCK = 7_216_005;

/** A log to be moved to, and what of the source goes there. */
export interface OpenedTarget {
  readonly target: LogTarget;
  readonly source: LogSource;
  /** Its id; null of a file, which is no log by itself. */
  readonly id: string | null;
  close(): Promise<void>;
}

/**
 * Throws where programs work on the log that is to be moved to, in EventStoreDB, which is this installation's. To be called
 * before anything is opened: this command's own connections are none of theirs.
 */
export async function refuseInUse(ground: Ground, place: Place): Promise<void> {
  if (place.kind !== 'eventstoredb') return;
  if (await isOwnInEventStore(ground, place.url, () => idInEventStore(place.url, ground)))
    await refuseOthers(ground.url, 'run the same command again');
}

/** Opens a log to be moved to, and makes what is missing there. Throws where it is of other secrets or in use. */
export async function openTarget(ground: Ground, place: Place, from: OpenedSource): Promise<OpenedTarget> {
  if (place.kind === 'file') return fileTarget(ground, place.path, from);
  const target =
    place.kind === 'eventstoredb'
      ? await openEventStoreTarget(place.url, ground)
      : await postgresTarget(place.kind === 'own' ? ground.database.url : place.url, place, ground);
  const close = once(() => target.close());
  ground.closing(close);
  if (from.log !== null && from.source.id === target.id)
    throw wrongUsage('log.same', '--from and --to are the same log: nothing is to be moved.');
  return { target, source: from.source, id: target.id, close };
}

async function postgresTarget(url: string, place: Place, ground: Ground): Promise<PostgresTarget> {
  await prepare(url, place, ground);
  return PostgresTarget.open(url, (error) => ground.logger.warn({ err: error }, 'The database made trouble'));
}

async function prepare(url: string, place: Place, { secrets }: Ground): Promise<void> {
  await withClient(url, place, async (client) => {
    const { rows } = await client.query<{ there: boolean }>(
      `SELECT to_regclass('throughline_meta.fact') IS NOT NULL AS there`,
    );
    if (rows[0]!.there) refuseOtherSecrets(await readFact(client, 'id-secret-fingerprint'), place, secrets);
  });
  await refuseOthers(url, 'run the same command again');
  await migrate(url, eventLogMigrations);
  await withClient(url, place, (client) => verifySecrets(client, secrets));
}

async function fileTarget(ground: Ground, path: string, { source, log }: OpenedSource): Promise<OpenedTarget> {
  if (path.endsWith('.gz'))
    throw wrongUsage('file.gz', `${path}: give a name without .gz, and pack the file once it is whole.`);
  // whoever held the draft before has made the file of it
  await lockDraft(ground, path);
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) throw wrongUsage('file.exists', `${path} is there already: give another name, or remove it.`);
  const head = await source.head();
  const identity = log === null ? { id: source.id, epoch: 1 } : await log.identity();
  const header = linesHeader('events', identity, { after: 0, head }, ground.secrets);
  const target = await LinesTarget.open(path, header);
  const close = once(() => target.close());
  ground.closing(close);
  return { target, source: upTo(source, target.head), id: null, close };
}

/** Two moves into one draft would mix their lines. The lock is of this installation, and gone with its process. */
async function lockDraft(ground: Ground, path: string): Promise<void> {
  const client = await connectClient(ground.url, 'migrate-log');
  ground.closing(() => client.end());
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked', [
    DRAFT_LOCK,
    resolve(path),
  ]);
  if (!rows[0]!.locked)
    throw failure('file.in-use', `${path}.partial is being written by another move: wait until it is done.`);
}

/** Both at the end of the command and before somebody else opens the same. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
