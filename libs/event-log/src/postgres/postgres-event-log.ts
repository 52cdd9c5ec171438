import { Client } from 'pg';
import type {
  AppendOutcome,
  AppendRequest,
  EventId,
  EventLog,
  Expected,
  Head,
  LogIdentity,
  LogPage,
  Millis,
  NewEvent,
  Position,
  RecordedEvent,
} from '#kernel';
import { movedFact, refuseHalfMoved } from '../moving/moved-fact.js';
import { Asking } from './asking.js';
import { AppendQueue, QUEUE_LIMITS, timedGroups, type QueueLimits } from './append-queue.js';
import { Appender } from './appender.js';
import { SESSION_LIMITS, type SessionLimits } from './connection.js';
import { LOG_CHANNEL } from './lane.js';
import { Listener } from './listener.js';
import { migrateEventLog } from './migrations.js';
import { ensurePartitions } from './partitions.js';
import { LogReader } from './reader.js';

/** How a log on PostgreSQL is opened. */
export interface PostgresLogOptions {
  readonly url: string;
  /** The log's own clock, epoch milliseconds. */
  readonly clock?: () => Millis;
  readonly queue?: Partial<QueueLimits>;
  readonly session?: Partial<SessionLimits>;
  /** How long a group is tried again before its callers get LogBusy; milliseconds. */
  readonly patience?: number;
  /** Connections for reading. */
  readonly readers?: number;
  /** Milliseconds after which a connection for reading that does not answer is given up. */
  readonly readAnswer?: number;
  /** Positions of one partition; told once, when the log is made. */
  readonly partitionSize?: number;
  /** Hears of every group that was written, or could not be: how many events, and seconds until its answer. */
  readonly onGroup?: (events: number, seconds: number) => void;
  /** Hears of troubles that are being dealt with: lost connections, repeated attempts. */
  readonly onTrouble?: (error: Error) => void;
}

/**
 * The event log in PostgreSQL (schema `log`; receipts in `vault`).
 * Positions are dense and in the order of commits: whoever has read up to a position has missed nothing before it.
 * Receipts count deliveries: touches and what is imported, per source and group, in the transaction that stores them; other
 * decisions have none.
 */
export class PostgresEventLog implements EventLog {
  readonly spacing = 1;
  private closing: Promise<void> | null = null;

  private constructor(
    private readonly known: LogIdentity,
    private readonly asking: Asking,
    private readonly reader: LogReader,
    private readonly queue: AppendQueue,
    private readonly appender: Appender,
    private readonly listener: Listener,
  ) {}

  /** Opens the log, making or upgrading its schemas first. Throws StartFailure where a later release has been (`data.newer`), or not all of
   * a log that is moved here is there yet (`log.half-moved`). */
  static async open(options: PostgresLogOptions): Promise<PostgresEventLog> {
    const { url, clock = Date.now, patience = 15_000, readers = 4, readAnswer = 15_000 } = options;
    const onTrouble = options.onTrouble ?? ((error: Error) => process.emitWarning(error.message, error.name));
    await migrateEventLog(url);
    if (options.partitionSize !== undefined) await setPartitionSize(url, options.partitionSize);
    const covered = await ensurePartitions(url, 0);
    const asking = new Asking({
      url,
      answer: readAnswer,
      onTrouble,
      max: readers,
      application_name: 'throughline-log',
    });
    const identity = await identityOf(asking);
    const listener = new Listener(url, LOG_CHANNEL, onTrouble);
    const appender = new Appender(
      {
        url,
        identity,
        clock,
        patience,
        session: { ...SESSION_LIMITS, ...options.session },
        onAppended: (position) => listener.wakeAll(String(position)),
        onTrouble,
      },
      covered,
    );
    const queue = new AppendQueue(
      timedGroups((group) => appender.write(group), options.onGroup),
      { ...QUEUE_LIMITS, ...options.queue },
    );
    return new PostgresEventLog(identity, asking, new LogReader(asking, identity), queue, appender, listener);
  }

  /** As it was opened. Appending, `head` and `readAll` reject with LogReplaced once another one stands in its place. */
  identity(): Promise<LogIdentity> {
    return Promise.resolve(this.known);
  }

  async append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<AppendOutcome> {
    const [outcome] = await this.queue.append([{ stream, events, expected }]);
    return outcome!;
  }

  appendAll(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    return this.queue.append(requests);
  }

  readStream(stream: string, from = 0): Promise<readonly RecordedEvent[]> {
    return this.reader.stream(stream, from);
  }

  takenBack(stream: string): Promise<ReadonlySet<EventId>> {
    return this.reader.takenBack(stream);
  }

  readAll(options: Parameters<EventLog['readAll']>[0]): Promise<LogPage> {
    return this.reader.page(options);
  }

  readAt(positions: readonly Position[]): Promise<readonly RecordedEvent[]> {
    return this.reader.at(positions);
  }

  locate(ids: readonly EventId[]): Promise<ReadonlyMap<EventId, Position>> {
    return this.reader.locate(ids);
  }

  head(): Promise<Head> {
    return this.reader.head();
  }

  watch(wake: () => void): () => void {
    return this.listener.on(() => wake());
  }

  close(): Promise<void> {
    return (this.closing ??= this.finish());
  }

  private async finish(): Promise<void> {
    await this.queue.close();
    await this.appender.close();
    await this.listener.close();
    await this.asking.end();
  }
}

/** Which log it is. Throws StartFailure (`log.half-moved`) where not all of it is there yet. */
async function identityOf(asking: Asking): Promise<LogIdentity> {
  try {
    refuseHalfMoved(await asking.ask((on) => movedFact(on)));
    return (await asking.ask((on) => on.query<LogIdentity>('select id, epoch from log.identity'))).rows[0]!;
  } catch (error) {
    await asking.end();
    throw error;
  }
}

async function setPartitionSize(url: string, size: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `update log.identity set partition_size = $1
       where not exists (select from pg_inherits where inhparent = 'log.events'::regclass)`,
      [size],
    );
  } finally {
    await client.end();
  }
}
