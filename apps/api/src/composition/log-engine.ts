import type { Pool } from 'pg';
import {
  engineNoted,
  goOnInEventStore,
  PostgresEventLog,
  switchToEventStore,
  switchToPostgres,
  type EngineNoted,
} from '#event-log';
import type { EventStoreEventLog } from '#event-log/eventstoredb';
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
  if (eventStore === undefined) {
    if ((await engineNoted(pool)).active && !(await switchToPostgres(pool))) throw inEventStore();
    const hearing = watch === undefined ? {} : { onGroup: watch.group };
    const log = await PostgresEventLog.open({ url, queue, onTrouble, ...hearing });
    // a switch that came before the log's epoch was read is seen here; one that comes later, by whoever appends
    if (!(await engineNoted(pool)).active) return { engine: 'postgres', log };
    await log.close();
    throw inEventStore();
  }
  const [noted, { EventStoreEventLog }] = await Promise.all([engineNoted(pool), import('#event-log/eventstoredb')]);
  const { url: eventStoreUrl, caFile, ...limits } = eventStore;
  const log = await EventStoreEventLog.open({
    ...limits,
    url,
    eventStoreUrl,
    queue,
    onTrouble,
    mustBe: noted.active ? noted.indexed !== undefined : noted.head > 0,
    beforeAppending: ({ id }) => goOnInEventStore(pool, id),
    ...(caFile === undefined ? {} : { caFile }),
  }).catch((error: unknown) => {
    throw error instanceof StartFailure && error.code === 'log.none' ? elsewhere(noted) : error;
  });
  try {
    await refuseOther(pool, log, noted);
  } catch (error) {
    await log.close();
    throw error;
  }
  return { engine: 'eventstoredb', log, touches: log };
}

/**
 * Two logs are never mixed unseen: whichever was begun first goes on, until it is moved as a whole; and where that is
 * noted, the one it was moved to is used from now on.
 */
async function refuseOther(pool: Pool, log: EventStoreEventLog, noted: EngineNoted): Promise<void> {
  const { moved } = log;
  const identity = await log.identity();
  const { active, indexed } = noted;
  if (active && indexed !== undefined && indexed !== identity.id && !(moved?.done === true && moved.from === indexed))
    throw elsewhere(noted);
  if (!(await switchToEventStore(pool, { identity, moved }))) throw elsewhere(noted);
}

function elsewhere({ active }: EngineNoted): StartFailure {
  return active ? inOtherEventStore() : inPostgres();
}

function inEventStore(): StartFailure {
  return new StartFailure(
    'log.elsewhere',
    'The log of this installation is in EventStoreDB: set EVENTSTORE_URL, or move the log first (throughline migrate-log); nothing was changed.',
    2,
  );
}

function inOtherEventStore(): StartFailure {
  return new StartFailure(
    'log.elsewhere',
    'The log of this installation is in another EventStoreDB than EVENTSTORE_URL names: name that one, or move the log first (throughline migrate-log); nothing was changed.',
    2,
  );
}

function inPostgres(): StartFailure {
  return new StartFailure(
    'log.elsewhere',
    'The log of this installation is in PostgreSQL, and not all of it in EventStoreDB: leave EVENTSTORE_URL away, or move the log first (throughline migrate-log); nothing was changed.',
    2,
  );
}
