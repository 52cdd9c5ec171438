import type { Client } from 'pg';
import { PostgresEventLog, sourceOf, type LogSource } from '#event-log';
import type { EventLog } from '#kernel';
import { connectClient, readFact, secretFingerprint, type Secrets } from '#platform';
import type { Context } from '../../context.js';
import { failure, wrongUsage } from '../../failure.js';
import { refuseOthers } from '../../others.js';
import { sizeOf } from '../file-size.js';
import { wholeFile } from '../import-events/lines-file.js';
import { isOwnInEventStore, type Ground } from './ground.js';
import { linesSource } from './lines-source.js';
import { openEventStore, settleReceipts } from './open-eventstore.js';
import { placeName, type Place } from './place.js';

/** A log to be moved from; `log` where it can be asked, which a file cannot. */
export interface OpenedSource {
  readonly source: LogSource;
  readonly log: EventLog | null;
  /**
   * Makes receipts of what was appended and not counted so many milliseconds ago: for the installation's own log, once
   * nobody records any more, though programs may still run.
   */
  readonly settle?: (quietMs: number) => Promise<void>;
}

/**
 * Opens a log to be moved from. Throws where there is none, where it is of other secrets, or where programs work on it
 * that shall not.
 */
export async function openSource(
  context: Context,
  ground: Ground,
  place: Place,
  follow: boolean,
): Promise<OpenedSource> {
  if (place.kind === 'file') return { source: await fileSource(context, ground, place.path), log: null };
  if (place.kind === 'eventstoredb') return eventStoreSource(ground, place.url, follow);
  const url = place.kind === 'own' ? ground.database.url : place.url;
  await refuseNone(url, place, ground.secrets);
  if (!follow) await refuseOthers(url, 'run the same command again, or give --follow');
  const log = await openPostgres(url, ground);
  return { source: await sourceOf(log), log };
}

/** The installation's own log is known by its id: its address may be written in many ways. */
async function eventStoreSource(ground: Ground, url: string, follow: boolean): Promise<OpenedSource> {
  let log = await openEventStore(url, ground);
  const { id } = await log.identity();
  const own = await isOwnInEventStore(ground, url, () => Promise.resolve(id));
  if (own && !follow) {
    // who else works on the database beside it is seen once nobody does for this command
    await log.close();
    await refuseOthers(ground.url, 'run the same command again, or give --follow');
    await settleReceipts(url, ground, 0);
    log = await openEventStore(url, ground);
  }
  return {
    source: await sourceOf(log),
    log,
    ...(own && follow ? { settle: (quietMs: number) => settleReceipts(url, ground, quietMs) } : {}),
  };
}

/** Opens a log in PostgreSQL until the end of the command. */
export async function openPostgres(
  url: string,
  { logger, closing }: Pick<Ground, 'logger' | 'closing'>,
): Promise<PostgresEventLog> {
  const log = await PostgresEventLog.open({
    url,
    onTrouble: (error) => logger.warn({ err: error }, 'The database made trouble'),
  });
  closing(() => log.close());
  return log;
}

/** A log is read as it is: nothing is made where there is none. */
async function refuseNone(url: string, place: Place, secrets: Secrets): Promise<void> {
  await withClient(url, place, async (client) => {
    const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass('log.identity') IS NOT NULL AS there`);
    if (!rows[0]!.there) throw wrongUsage('log.none', `There is no log in ${placeName(place)}; nothing was changed.`);
    refuseOtherSecrets(await readFact(client, 'id-secret-fingerprint'), place, secrets);
  });
}

/** Works on a connection; where there is none to be had, says in one line why. */
export async function withClient<T>(url: string, place: Place, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connectClient(url, 'migrate-log').catch((error: unknown) => {
    throw failure('log.unreachable', `${placeName(place)} cannot be reached: ${(error as Error).message}.`);
  });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Events of other secrets are another installation's: nothing here could read them, or tell their repeats. */
export function refuseOtherSecrets(fingerprint: string | undefined, place: Place, secrets: Secrets): void {
  if (fingerprint === undefined || fingerprint === secretFingerprint(secrets.idSecret)) return;
  throw failure(
    'secrets.other',
    `The log in ${placeName(place)} is of another installation: its id-secret is not the one of this installation; nothing was changed.`,
  );
}

async function fileSource(context: Context, { secrets }: Ground, path: string): Promise<LogSource> {
  const bar = context.output.progress('Checking events', await sizeOf(path, '--from'), 'bytes');
  try {
    const file = await wholeFile(path, 'events', (read) => bar.at(read));
    if (file.header.after > 0)
      throw wrongUsage(
        'import.partial',
        `${path} begins after position ${file.header.after}: export all events, without --after; nothing was changed.`,
      );
    refuseOtherSecrets(file.header.fingerprints.idSecret, { kind: 'file', path }, secrets);
    return linesSource(file);
  } finally {
    bar.clear();
  }
}
