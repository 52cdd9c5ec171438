import type { Pool } from 'pg';
import { EventStoreEventLog, movedFact, PostgresEventLog } from '#event-log';
import type { EventLog } from '#kernel';
import { StartFailure, type Configuration } from '#platform';
import type { TouchSource } from '#projections';
import type { StoreWatch } from './store-watch.js';

/** What holds an installation's log. */
export type LogEngine = 'postgres' | 'eventstoredb';

/** How EventStoreDB is reached, and what it takes. */
export interface EventStoreSettings {
  /** Connection string: a secret. */
  readonly url: string;
  /** Milliseconds. */
  readonly deadline: number;
  readonly inFlight: number;
  readonly maxAppendBytes: number;
  readonly caFile?: string | undefined;
}

/** What the settings say about EventStoreDB; undefined where the log is in PostgreSQL. */
export function eventStoreOf(configuration: Configuration): EventStoreSettings | undefined {
  const { eventStoreUrl: url, eventStoreCaFile: caFile } = configuration;
  if (url === undefined) return undefined;
  return {
    url,
    deadline: configuration.eventStoreDeadline,
    inFlight: configuration.eventStoreInFlight,
    maxAppendBytes: configuration.eventStoreMaxAppendBytes,
    caFile,
  };
}

interface OpenedLog {
  readonly log: EventLog;
  readonly engine: LogEngine;
  readonly touches?: TouchSource;
}

/** Opens the log where it is. Throws StartFailure where the settings name another place than the one that holds it. */
export async function openLog(
  pool: Pool,
  options: {
    readonly url: string;
    readonly queue: number;
    readonly eventStore?: EventStoreSettings | undefined;
    readonly watch?: StoreWatch | undefined;
  },
  onTrouble: (error: Error) => void,
): Promise<OpenedLog> {
  const { url, eventStore, watch } = options;
  const queue = { events: options.queue };
  const noted = await notedOf(pool);
  if (eventStore === undefined) {
    if (noted.active) await switchToPostgres(pool, noted);
    const hearing = watch === undefined ? {} : { onGroup: watch.group };
    return { engine: 'postgres', log: await PostgresEventLog.open({ url, queue, onTrouble, ...hearing }) };
  }
  const { url: eventStoreUrl, caFile, ...limits } = eventStore;
  const log = await EventStoreEventLog.open({
    ...limits,
    url,
    eventStoreUrl,
    queue,
    onTrouble,
    ...(caFile === undefined ? {} : { caFile }),
  });
  if (!noted.active && noted.head > 0) await refuseUnlessMoved(log, noted);
  await pool.query('UPDATE log_index.state SET active = true WHERE NOT active');
  return { engine: 'eventstoredb', log, touches: log };
}

/** What the database says of the log: whether it is in EventStoreDB, and what there is of one in PostgreSQL. */
interface Noted {
  readonly active: boolean;
  /** The log in EventStoreDB that the index is of. */
  readonly indexed: string | undefined;
  /** The log in PostgreSQL, and where it ends. */
  readonly id: string;
  readonly head: number;
}

async function notedOf(pool: Pool): Promise<Noted> {
  const { rows } = await pool.query<{ active: boolean; indexed: string | null; id: string; head: string }>(
    `SELECT active, log AS indexed, id, (SELECT coalesce(max(position), 0) FROM log.events) AS head
     FROM log_index.state CROSS JOIN log.identity`,
  );
  const { active, indexed, id, head } = rows[0]!;
  return { active, indexed: indexed?.split(' ')[0], id, head: Number(head) };
}

/**
 * Two logs are never mixed unseen: whichever was begun first goes on, until it is moved. What was moved to PostgreSQL as a
 * whole, from the log that was used, and stands as it was then, is used from now on.
 */
async function switchToPostgres(pool: Pool, { indexed, head }: Noted): Promise<void> {
  const moved = await movedFact(pool);
  if (moved === null || !moved.done || moved.from !== indexed || moved.events !== head)
    throw new StartFailure(
      'log.elsewhere',
      'The log of this installation is in EventStoreDB: set EVENTSTORE_URL, or move the log first (throughline migrate-log); nothing was changed.',
      2,
    );
  await pool.query('UPDATE log_index.state SET active = false');
}

/** The other way round: everything that is in PostgreSQL must have been moved. */
async function refuseUnlessMoved(log: EventStoreEventLog, { id, head }: Noted): Promise<void> {
  const { moved } = log;
  if (moved !== null && moved.done && moved.from === id && moved.position === head) return;
  await log.close();
  throw new StartFailure(
    'log.elsewhere',
    'The log of this installation is in PostgreSQL, and not all of it in EventStoreDB: leave EVENTSTORE_URL away, or move the log first (throughline migrate-log); nothing was changed.',
    2,
  );
}
