import { setTimeout as sleep } from 'node:timers/promises';
import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  NO_STREAM,
  type AllStreamResolvedEvent,
  type BinaryEventData,
  type ReadPosition,
  type RecordedEvent as StoredEvent,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { inTime } from '#platform';
import type { EventStoreAddress } from './address.js';
import { holdingBackNone } from './append-stream.js';
import { CutShort, isStreamMissing, limitOf, TooLarge, understood, Unanswered } from './answers.js';
import { sizeOf } from './recorded.js';

/** What was stored, or had been stored before by the same append: the last event's revision, and a position. */
export interface Stored {
  readonly revision: number;
  readonly position: number;
}

/** A stream of the client that gives events. */
interface Source<Event> {
  on(event: 'data', listener: (event: Event) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  cancel(): Promise<void>;
  destroy(): unknown;
}

/** A connection is made anew at most this often, in milliseconds. */
const RENEWAL_PAUSE = 2_000;

/**
 * The one client of a process, with what it lacks: an end to every call, and a new connection where the old one has gone
 * silent. All its appends go through one stream, and the client keeps what is on its way for the whole process: two
 * clients would answer each other's calls. So whoever opens the same address shares one.
 */
export class Connection {
  private client: EventStoreDBClient;
  private heard = performance.now();
  private renewed = performance.now();
  private renewing: Promise<void> | null = null;
  private users = 0;
  /** Counts how often the reads on their way were cut off: the client ends them as if they were whole. */
  private cuts = 0;

  private constructor(
    private readonly address: EventStoreAddress,
    /** Milliseconds after which a call without an answer is given up. */
    readonly deadline: number,
  ) {
    this.client = holdingBackNone(EventStoreDBClient.connectionString(address.connection));
  }

  private static readonly open = new Map<string, Connection>();

  /** The connection to an address; to be released once by each who asked for it. */
  static to(address: EventStoreAddress, deadline: number): Connection {
    let connection = Connection.open.get(address.connection);
    if (connection === undefined) {
      connection = new Connection(address, deadline);
      Connection.open.set(address.connection, connection);
    }
    connection.users++;
    return connection;
  }

  /** The server for people: without who calls. */
  get shown(): string {
    return this.address.shown;
  }

  /** Lets go of the client with its last user: until then the process would not end. */
  async release(): Promise<void> {
    if (--this.users > 0) return;
    Connection.open.delete(this.address.connection);
    await this.renewing;
    this.cuts++;
    await this.dispose();
  }

  /**
   * Appends at a revision, -1 for a stream that must not be there. Rejects with WrongVersion, NotAllowed, Unanswered or
   * what the client says; but for the first two the events may be stored.
   */
  async append(stream: string, events: BinaryEventData[], revision: number, within = this.deadline): Promise<Stored> {
    await this.renewing;
    const expectedRevision = revision < 0 ? NO_STREAM : BigInt(revision);
    const answer = this.client.appendToStream(stream, events, { expectedRevision, deadline: within });
    try {
      const { nextExpectedRevision, position } = await this.answered(answer, within);
      return { revision: Number(nextExpectedRevision), position: Number(position?.commit ?? -1) };
    } catch (error) {
      // All appends on their way hear of it; only the one that is too large must not be sent again.
      const most = limitOf(error);
      const bytes = events.reduce((sum, event) => sum + sizeOf(event), 0);
      if (most !== null && bytes > most) throw new TooLarge(bytes, most);
      throw error;
    }
  }

  /** Hands out events of everything, from a place on (inclusive) or backwards from the end, until told `false`. */
  readAll(
    from: ReadPosition,
    maxCount: number,
    each: (event: AllStreamResolvedEvent) => boolean,
    direction: 'forwards' | 'backwards' = 'forwards',
  ): Promise<void> {
    return this.read(() => this.client.readAll({ fromPosition: from, maxCount, direction }), each);
  }

  /** Hands out events of a stream from a revision on. Rejects where there is no such stream (`isStreamMissing`). */
  readStream(stream: string, from: number, maxCount: number, each: (event: ResolvedEvent) => boolean): Promise<void> {
    return this.read(() => this.client.readStream(stream, { fromRevision: BigInt(from), maxCount }), each);
  }

  /** A stream's last event; null where there is no such stream. */
  async lastOf(stream: string): Promise<StoredEvent | null> {
    let last: StoredEvent | null = null;
    const backwards = { direction: BACKWARDS, fromRevision: END, maxCount: 1 } as const;
    try {
      await this.read<ResolvedEvent>(
        () => this.client.readStream(stream, backwards),
        ({ event }) => {
          last = event ?? null;
          return true;
        },
      );
    } catch (error) {
      if (!isStreamMissing(error)) throw error;
    }
    return last;
  }

  /** What a subscription is made with. */
  async subscribing(): Promise<EventStoreDBClient> {
    await this.renewing;
    return this.client;
  }

  private async read<Event>(begin: () => Source<Event>, each: (event: Event) => boolean): Promise<void> {
    // what begins while the old client is let go of would be cut off unseen
    while (this.renewing !== null) await this.renewing;
    return new Promise((resolve, reject) => {
      const { cuts } = this;
      const source = begin();
      const timer = setTimeout(() => {
        this.silent();
        end(() => reject(new Unanswered(this.deadline)));
      }, this.deadline);
      let over = false;
      const end = (settle: () => void): void => {
        if (over) return;
        over = true;
        clearTimeout(timer);
        settle();
      };
      source.on('data', (event) => {
        if (over) return;
        this.heard = performance.now();
        timer.refresh();
        if (each(event)) return;
        end(resolve);
        leave(source);
      });
      source.on('end', () => {
        if (this.cuts !== cuts) return end(() => reject(new CutShort()));
        this.heard = performance.now();
        end(resolve);
      });
      source.on('error', (error) => {
        end(() => reject(understood(error, this.shown)));
        leave(source);
      });
    });
  }

  private async answered<T>(answer: Promise<T>, within: number): Promise<T> {
    try {
      const answered = await inTime(within, answer, () => {
        this.silent();
        return new Unanswered(within);
      });
      this.heard = performance.now();
      return answered;
    } catch (error) {
      if (!(error instanceof Unanswered)) this.heard = performance.now();
      throw understood(error, this.shown);
    }
  }

  /** A call was given up: where nothing was heard on any other either, the connection is made anew. */
  private silent(): void {
    const now = performance.now();
    if (now - this.heard < this.deadline / 2 || now - this.renewed < RENEWAL_PAUSE) return;
    this.renewed = now;
    this.renewing ??= this.renew().finally(() => {
      this.renewing = null;
    });
  }

  /** The old client must be gone before the new one sends: what ends with the old one would take the new one's along. */
  private async renew(): Promise<void> {
    this.cuts++;
    await this.dispose();
    this.client = holdingBackNone(EventStoreDBClient.connectionString(this.address.connection));
  }

  /** A read that is left open can keep a client from ending: it is waited for no longer than a call is. */
  private async dispose(): Promise<void> {
    const given = new AbortController();
    const late = sleep(this.deadline, undefined, { signal: given.signal }).catch(() => undefined);
    await Promise.race([this.client.dispose(), late]);
    given.abort();
  }
}

/** Lets go of a read that is not wanted any more: one that is left as it is would keep the client from ending. */
function leave(source: Pick<Source<never>, 'cancel' | 'destroy'>): void {
  // A call that never began cannot be cancelled, and need not be.
  source.cancel().catch(() => undefined);
  source.destroy();
}
