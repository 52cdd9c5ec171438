import { access } from 'node:fs/promises';
import { eventLogMigrations, PostgresTarget, type LogSource, type LogTarget } from '#event-log';
import { migrate, readFact, verifySecrets } from '#platform';
import { wrongUsage } from '../../failure.js';
import { refuseOthers } from '../../others.js';
import { linesHeader } from '../export/ndjson.js';
import type { Ground } from './ground.js';
import { LinesTarget, upTo } from './lines-target.js';
import { notHere, refuseOtherSecrets, withClient, type OpenedSource } from './open-source.js';
import type { Place } from './place.js';

/** A log to be moved to, and what of the source goes there. */
export interface OpenedTarget {
  readonly target: LogTarget;
  readonly source: LogSource;
  /** Its id; null of a file, which is no log by itself. */
  readonly id: string | null;
  close(): Promise<void>;
}

/** Opens a log to be moved to, and makes what is missing there. Throws where it is of other secrets or in use. */
export async function openTarget(ground: Ground, place: Place, from: OpenedSource): Promise<OpenedTarget> {
  if (place.kind === 'eventstoredb') throw notHere(place);
  if (place.kind === 'file') return fileTarget(ground, place.path, from);
  const url = place.kind === 'own' ? ground.database.url : place.url;
  await prepare(url, place, ground);
  const target = await PostgresTarget.open(url, (error) =>
    ground.logger.warn({ err: error }, 'The database made trouble'),
  );
  const close = once(() => target.close());
  ground.closing(close);
  if (from.log !== null && from.source.id === target.id)
    throw wrongUsage('log.same', '--from and --to are the same log: nothing is to be moved.');
  return { target, source: from.source, id: target.id, close };
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

/** Both at the end of the command and before somebody else opens the same. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
