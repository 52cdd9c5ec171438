import { binaryEvent, type BinaryEventData } from '@eventstore/db-client';
import {
  touchStream,
  type AppendOutcome,
  type AppendRequest,
  type EventId,
  type EventLog,
  type Expected,
  type Head,
  type LogIdentity,
  type LogPage,
  type Millis,
  type NewEvent,
  type Position,
  type RecordedEvent,
} from '#kernel';
import { QUEUE_LIMITS, type QueueLimits } from '../postgres/append-queue.js';
import { Asking } from '../postgres/asking.js';
import { migrateEventLog } from '../postgres/migrations.js';
import type { Prepared } from '../prepare.js';
import { eventStoreAddress } from './address.js';
import { boundedQueue, preparedFor, runs, type BoundedQueue } from './bounded-queue.js';
import { Connection } from './connection.js';
import { DecisionAppender } from './decision-appender.js';
import { Follower } from './follower.js';
import { beginLog, IDENTITY_STREAM, type BegunLog } from './identity.js';
import { Intents, STILL_EVERY } from './intents.js';
import { LogIndex } from './log-index.js';
import { LogReader, severalAtOnce, type Places } from './log-reader.js';
import { lastMoved, refuseHalfMovedHere, type MovedHere } from './moved-stream.js';
import { plain, type Read } from './recorded.js';
import { retrying } from './retrying.js';
import { TouchAppender } from './touch-appender.js';

/** How a log in EventStoreDB is opened. */
export interface EventStoreLogOptions {
  /** Connection string of the server. */
  readonly eventStoreUrl: string;
  /** The PostgreSQL beside it: index and receipts. */
  readonly url: string;
  readonly clock?: () => Millis;
  /** Milliseconds after which a call without an answer is given up, and tried again. */
  readonly deadline?: number;
  /** Milliseconds after which whoever appends gets LogBusy: what waits in the queue is part of it. */
  readonly patience?: number;
  /** Touches on their way at the same time. */
  readonly inFlight?: number;
  /** Bytes the server takes in one append: its `--max-append-size`. */
  readonly maxAppendBytes?: number;
  /** The authority that signed the server's certificate, where the connection string names none. */
  readonly caFile?: string;
  readonly queue?: Partial<QueueLimits>;
  /** Milliseconds after which an append that was noted and not counted is counted by reading. */
  readonly leftAfter?: number;
  /** Milliseconds of silence after which the subscription is looked after. */
  readonly silence?: number;
  /**
   * The database beside it is another log's: receipts are that one's, and are left alone. For reading only, while nobody
   * works on another log in EventStoreDB by this database. No log is begun.
   */
  readonly visiting?: boolean;
  /** There must be a log: none is begun. Without one, opening throws StartFailure `log.none`. */
  readonly mustBe?: boolean;
  /**
   * Done before anything is appended, and again from time to time before more is; where it fails, nothing is. Throws
   * LogReplaced where this is not the installation's log any more.
   */
  readonly beforeAppending?: (log: LogIdentity) => Promise<void>;
  /** Milliseconds after which whoever appends looks again whether this is the log to append to. */
  readonly lookEvery?: number;
  /** The stream that holds the log's identity: tests begin a log of their own on a shared server. */
  readonly identityStream?: string;
  /** Hears of troubles that are being dealt with: lost connections, repeated attempts. */
  readonly onTrouble?: (error: Error) => void;
}

export const EVENT_STORE_DEFAULTS = {
  deadline: 10_000,
  patience: 15_000,
  inFlight: 1_000,
  maxAppendBytes: 1024 * 1024,
} as const;

/** Groups of appends at the same time: each is noted before and counted after. */
const GROUPS = 16;
/** Milliseconds after which whoever goes on appending looks again whether it may. */
const LOOK_EVERY = 10_000;
/** Milliseconds between looks for what a crash has left, and between bringing up the index. */
const SWEEP_EVERY = 60_000;
const INDEX_EVERY = 1_000;

/**
 * The event log in EventStoreDB; index (schema `log_index`) and receipts (`vault`) in PostgreSQL.
 * Positions are those of the server's log: bytes, with gaps. The server belongs to one installation.
 */
export class EventStoreEventLog implements EventLog {
  /** A touch with its metadata and what the server adds, in bytes, about. */
  readonly spacing = 900;
  private closing: Promise<void> | null = null;
  private readonly timers: NodeJS.Timeout[] = [];

  private constructor(
    private readonly begun: BegunLog,
    private readonly connection: Connection,
    private readonly asking: Asking,
    private readonly parts: Parts,
    /** What was moved here before it was opened; null where nothing was. */
    readonly moved: MovedHere | null,
    visiting: boolean,
  ) {
    if (visiting) return;
    this.timers.push(setInterval(() => void this.quietly(() => this.parts.intents.sweep()), SWEEP_EVERY).unref());
    this.timers.push(setInterval(() => void this.quietly(() => this.parts.intents.still()), STILL_EVERY).unref());
    this.timers.push(setInterval(() => void this.quietly(() => this.keepIndex()), INDEX_EVERY).unref());
    void this.quietly(() => this.parts.intents.sweep());
  }

  /**
   * Opens the log, making or upgrading what is beside it first. Throws StartFailure: `eventstore.address`,
   * `eventstore.unreachable`, `eventstore.not-allowed`, `log.half-moved`, `data.newer`.
   */
  static async open(options: EventStoreLogOptions): Promise<EventStoreEventLog> {
    const { deadline, patience, inFlight, maxAppendBytes } = { ...EVENT_STORE_DEFAULTS, ...options };
    const onTrouble = options.onTrouble ?? ((error: Error) => process.emitWarning(error.message, error.name));
    const address = eventStoreAddress(options.eventStoreUrl, { deadline, caFile: options.caFile });
    const connection = Connection.to(address, deadline);
    try {
      const identityStream = options.identityStream ?? IDENTITY_STREAM;
      const begun = await beginLog(connection, identityStream, options.visiting === true || options.mustBe === true);
      const moved = await lastMoved(connection, identityStream);
      refuseHalfMovedHere(moved, connection.shown);
      await migrateEventLog(options.url);
      const asking = new Asking({
        url: options.url,
        answer: 15_000,
        onTrouble,
        max: 8,
        application_name: 'throughline-log',
      });
      const limits = { patience, inFlight, maxAppendBytes };
      const parts = partsOf({ ...options, ...limits, ...moved, onTrouble, begun, connection, asking });
      return new EventStoreEventLog(begun, connection, asking, parts, moved.moved, options.visiting === true);
    } catch (error) {
      await connection.release();
      throw error;
    }
  }

  identity(): Promise<LogIdentity> {
    return Promise.resolve(this.begun.identity);
  }

  async append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<AppendOutcome> {
    const [outcome] = await this.parts.queue.append([{ stream, events, expected }]);
    return outcome!;
  }

  appendAll(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    return this.parts.queue.append(requests);
  }

  async readStream(stream: string, from = 0): Promise<readonly RecordedEvent[]> {
    return (await this.parts.reader.stream(stream, from)).map(plain);
  }

  takenBack(stream: string): Promise<ReadonlySet<EventId>> {
    return this.parts.index.takenBack(stream);
  }

  readAll(options: Parameters<EventLog['readAll']>[0]): Promise<LogPage> {
    return this.parts.reader.page(options);
  }

  readAt(positions: readonly Position[]): Promise<readonly RecordedEvent[]> {
    return this.parts.reader.at(positions);
  }

  /** Decisions are in the index; a touch is looked for in its own stream. */
  async locate(ids: readonly EventId[]): Promise<ReadonlyMap<EventId, Position>> {
    if (ids.length === 0) return new Map();
    const { index, reader } = this.parts;
    await index.catchUp();
    const found = await index.locate(ids);
    const others = [...new Set(ids)].filter((id) => !found.has(id));
    await severalAtOnce(others, async (id) => {
      const [touch] = await reader.stream(touchStream(id), 0, 1);
      if (touch !== undefined) found.set(id, touch.position);
    });
    return found;
  }

  head(): Promise<Head> {
    return this.parts.reader.head();
  }

  watch(wake: () => void): () => void {
    return this.parts.follower.on(wake);
  }

  /** Touches after a position, up to another, with when they came in: what the ledger counts. */
  async touches(after: Position, until: Position, limit: number): Promise<TouchPage> {
    const { events, scannedTo, atEnd } = await this.parts.reader.read({ after, until, limit });
    const counted = events.filter((event) => isTouch(event) || event.metadata.import !== undefined);
    return {
      touches: counted.map((event) => ({
        position: event.position,
        text: event.text,
        at: event.metadata.at,
        type: isTouch(event) ? null : event.type,
      })),
      scannedTo,
      atEnd,
    };
  }

  /**
   * Counts appends whose process ended before it had counted them; answers how many. Those that are younger than so many
   * milliseconds are left to whoever appends them.
   */
  settleLeft(olderThan?: number): Promise<number> {
    return this.parts.intents.sweep(olderThan);
  }

  close(): Promise<void> {
    return (this.closing ??= this.finish());
  }

  private async finish(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.parts.queue.close();
    this.parts.follower.close();
    await this.parts.intents.close();
    await this.parts.index.settle();
    await this.connection.release();
    await this.asking.end();
  }

  /** The log moves on without anybody asking for what is decided: so that whoever asks then need not wait. */
  private async keepIndex(): Promise<void> {
    if (this.parts.follower.follows) await this.parts.index.catchUp();
  }

  private async quietly(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.closing === null) this.parts.onTrouble(error as Error);
    }
  }
}

/** A touch, or an imported event, as the ledger counts it; `at`: when it came in, by the clock of who appended it. */
export interface CountedTouch {
  readonly position: Position;
  readonly text: string;
  readonly at: Millis;
  /** Of an imported event of a thing; null for a touch. */
  readonly type: string | null;
}

export interface TouchPage {
  readonly touches: readonly CountedTouch[];
  readonly scannedTo: Position;
  readonly atEnd: boolean;
}

interface Parts {
  readonly reader: LogReader;
  readonly index: LogIndex;
  readonly intents: Intents;
  readonly follower: Follower;
  readonly queue: BoundedQueue;
  readonly onTrouble: (error: Error) => void;
}

function partsOf(
  options: EventStoreLogOptions &
    Required<Pick<EventStoreLogOptions, 'patience' | 'inFlight' | 'maxAppendBytes' | 'onTrouble'>> & {
      readonly begun: BegunLog;
      readonly moved: MovedHere | null;
      readonly connection: Connection;
      readonly asking: Asking;
    },
): Parts {
  const { connection, asking, begun, onTrouble, inFlight, maxAppendBytes, clock = Date.now } = options;
  const patience = { milliseconds: options.patience, onTrouble };
  const places: Places = {
    of: (events) => placed(events, connection, index),
    before: (position) => index.placeBefore(position),
  };
  const reader = new LogReader(connection, begun.origin, patience, places, options.moved);
  const index: LogIndex = new LogIndex(asking, reader, begun.identity, options.visiting);
  const intents = new Intents(asking, reader, index, options.leftAfter);
  const follower = new Follower({
    connection,
    head: async () => (await reader.head()).position,
    onTrouble,
    ...(options.silence === undefined ? {} : { silence: options.silence }),
  });
  const touches = new TouchAppender({ connection, reader, intents, patience, inFlight, clock });
  const decisions = new DecisionAppender({ connection, index, reader, intents, clock, patience, maxAppendBytes });
  const identityStream = options.identityStream ?? IDENTITY_STREAM;
  const prepared = preparedFor(options.lookEvery ?? LOOK_EVERY, () =>
    retrying(patience, async () => {
      refuseHalfMovedHere(await lastMoved(connection, identityStream), connection.shown);
      await options.beforeAppending?.(begun.identity);
    }),
  );
  const write = async (requests: readonly Prepared[], until: number): Promise<readonly AppendOutcome[]> => {
    await prepared();
    const outcomes: AppendOutcome[] = [];
    for (const run of runs(requests))
      outcomes.push(...(await (run[0]!.touch ? touches : decisions).append(run, until)));
    reader.sawAppended(outcomes);
    follower.wake();
    // Whoever asks for what was decided need not wait for it then; if this fails, they bring it up themselves.
    if (requests.some(({ touch }) => !touch)) index.catchUp().catch(onTrouble);
    return outcomes;
  };
  const queue = boundedQueue(write, options.patience, { ...QUEUE_LIMITS, inFlight: GROUPS, ...options.queue });
  return { reader, index, intents, follower, queue, onTrouble };
}

function isTouch({ stream, id }: Read): boolean {
  return stream === touchStream(id);
}

/**
 * The places of a stream's events, where the server does not tell them: decisions are in the index, and an append that
 * is repeated as it was is answered with the first place, and stores nothing.
 */
async function placed(events: readonly Read[], connection: Connection, index: LogIndex): Promise<readonly Read[]> {
  const [first] = events;
  if (first === undefined || first.stream !== touchStream(first.id)) return index.placed(events);
  const again = binaryEvent({ id: first.storedAs, type: first.type, data: Buffer.from(first.text) }) as BinaryEventData;
  const { position } = await connection.append(first.stream, [again], -1);
  return [{ ...first, position }];
}
