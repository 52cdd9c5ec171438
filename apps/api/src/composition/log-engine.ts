import type { Pool } from 'pg';
import { EventStoreEventLog, PostgresEventLog } from '#event-log';
import type { EventLog } from '#kernel';
import { StartFailure, type Configuration } from '#platform';
import type { TouchSource } from '#projections';

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
  },
  onTrouble: (error: Error) => void,
): Promise<OpenedLog> {
  const { url, eventStore } = options;
  const queue = { events: options.queue };
  await refuseOtherEngine(pool, eventStore === undefined ? 'postgres' : 'eventstoredb');
  if (eventStore === undefined)
    return { engine: 'postgres', log: await PostgresEventLog.open({ url, queue, onTrouble }) };
  const { url: eventStoreUrl, caFile, ...limits } = eventStore;
  const log = await EventStoreEventLog.open({
    ...limits,
    url,
    eventStoreUrl,
    queue,
    onTrouble,
    ...(caFile === undefined ? {} : { caFile }),
  });
  await pool.query('UPDATE log_index.state SET active = true WHERE NOT active');
  return { engine: 'eventstoredb', log, touches: log };
}

/** Two logs are never mixed unseen: whichever was begun first goes on, until it is moved. */
async function refuseOtherEngine(pool: Pool, engine: LogEngine): Promise<void> {
  const { rows } = await pool.query<{ active: boolean; events: boolean }>(
    'SELECT active, EXISTS (SELECT FROM log.events) AS events FROM log_index.state',
  );
  const { active, events } = rows[0]!;
  if (engine === 'postgres' && active)
    throw new StartFailure(
      'log.elsewhere',
      'The log of this installation is in EventStoreDB: set EVENTSTORE_URL; nothing was changed.',
      2,
    );
  if (engine === 'eventstoredb' && !active && events)
    throw new StartFailure(
      'log.elsewhere',
      'The log of this installation is in PostgreSQL: leave EVENTSTORE_URL away, or move the log first; nothing was changed.',
      2,
    );
}
