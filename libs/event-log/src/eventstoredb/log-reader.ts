import { END, START, type AllStreamResolvedEvent, type ResolvedEvent } from '@eventstore/db-client';
import {
  LogReplaced,
  type AppendOutcome,
  type EventLog,
  type Head,
  type LogPage,
  type Position,
  type RecordedEvent,
} from '#kernel';
import { PAGE_BYTES } from '../page.js';
import { isStreamMissing, isUnknownToServer } from './answers.js';
import type { Connection } from './connection.js';
import type { MovedHere } from './moved-stream.js';
import { plain, positionOf, recorded, type Read } from './recorded.js';
import { retrying, type Patience } from './retrying.js';

/** Events of everything that are asked for at once. */
const BATCH = 4_096;
/** Events a filtered page looks at, at most. */
const FILTER_WINDOW = 50_000;
/** Events read from the end to find the last one that is ours: the server writes about itself, too. */
const FROM_END = 16;
const AT_ONCE = 32;

/** What a page is read for. */
type PageOptions = Parameters<EventLog['readAll']>[0];

/** A page with all that is kept of its events. */
export interface ReadPage {
  readonly events: readonly Read[];
  readonly scannedTo: Position;
  readonly atEnd: boolean;
}

/** What an index beside the log knows of places, and the server does not tell. */
export interface Places {
  /** The events with their places, where the server does not tell them. */
  of(events: readonly Read[]): Promise<readonly Read[]>;
  /** Where an event begins, not long before a place; 0 where none is known. */
  before(position: Position): Promise<Position>;
}

/**
 * Reads the log. Positions are byte offsets: everything is read from where an event begins. What the server writes about
 * itself is left out, and so is what stands before the log began.
 */
export class LogReader {
  private seen: Position = 0;
  /** Nothing of ours lies between these two: the server has written about itself. */
  private passed = { after: -1, to: -1 };

  constructor(
    private readonly connection: Connection,
    /** Where the log begins: the event that holds its identity. */
    private readonly origin: Position,
    private readonly patience: Patience,
    private readonly places: Places,
    /** The last event that was moved here: what was recorded after it was not recorded before it, whatever clocks say. */
    private readonly moved: Pick<MovedHere, 'here' | 'at'> | null = null,
  ) {}

  /** A position the log's end is not before. */
  get lastSeen(): Position {
    return this.seen;
  }

  /** Hears where something was appended. */
  sawAppended(outcomes: readonly AppendOutcome[]): void {
    for (const outcome of outcomes)
      if (outcome.kind === 'appended' && outcome.position > this.seen) this.seen = outcome.position;
  }

  /** Throws LogReplaced where the log ends earlier than it did. */
  async head(): Promise<Head> {
    const known = this.seen;
    const last = await this.retry(() => this.last(known));
    const position = last?.position ?? 0;
    if (position < known) throw new LogReplaced(known);
    if (position > this.seen) this.seen = position;
    return { position, event: last?.id ?? null };
  }

  async page(options: PageOptions): Promise<LogPage> {
    const { events, scannedTo, atEnd } = await this.read(options);
    const told = atEnd && options.types === undefined && options.until === undefined;
    return { events: events.map(plain), scannedTo, ...(told ? { atEnd: true } : {}) };
  }

  /** A page with what is kept beside its events. */
  read({ after, until = Number.MAX_SAFE_INTEGER, types, limit }: PageOptions): Promise<ReadPage> {
    const wanted = types === undefined ? null : new Set(types);
    return this.retry(async () => {
      const events: Read[] = [];
      let scannedTo = after;
      let [bytes, looked] = [0, 0];
      let from = this.beginning(after);
      /** Whether an event begins where it is read from: one was read there. */
      let begins = false;
      for (;;) {
        let left = wanted === null && from >= after ? Math.min(limit - events.length + 1, BATCH) : BATCH;
        const asked = left;
        let full = false;
        const take = (each: AllStreamResolvedEvent): boolean => {
          left--;
          begins = true;
          const { event, position } = this.own(each);
          if (position <= from) return true;
          from = position;
          if (position <= after) return true;
          if (position > until) full = true;
          else if (event !== null) {
            scannedTo = position;
            looked++;
            if (wanted === null || wanted.has(event.type)) {
              events.push(event);
              bytes += Buffer.byteLength(event.text);
            }
            full = events.length >= limit || bytes >= PAGE_BYTES || (wanted !== null && looked >= FILTER_WINDOW);
          }
          return !full;
        };
        const begun = await this.readOn(from, asked, take, begins);
        if (full) return { events, scannedTo, atEnd: false };
        if (!begun) from = Math.max(await this.places.before(Math.min(from, after)), this.origin);
        if (!begun || left === 0) continue;
        this.passed = { after: scannedTo, to: from };
        // where nothing was found, the place is only what the caller named
        if (looked > 0 && scannedTo > this.seen) this.seen = scannedTo;
        return { events, scannedTo, atEnd: true };
      }
    });
  }

  async at(positions: readonly Position[]): Promise<readonly RecordedEvent[]> {
    const ordered = [...new Set(positions)].filter((position) => position > this.origin).sort((a, b) => a - b);
    if (ordered.length > 0 && ordered.at(-1)! > this.seen) await this.head();
    const known = ordered.filter((position) => position <= this.seen);
    const found = await severalAtOnce(known, (position) => this.one(position));
    return found.flatMap((event) => (event === null ? [] : [plain(event)]));
  }

  /** A stream's events, each with its place. */
  async stream(stream: string, from = 0, most = Number.MAX_SAFE_INTEGER): Promise<readonly Read[]> {
    const events = await this.retry(async () => {
      const read: Read[] = [];
      try {
        await this.connection.readStream(stream, from, most, ({ event }: ResolvedEvent) => {
          const own = event === undefined ? null : recorded(event, positionOf(event));
          if (own !== null) read.push(own);
          return true;
        });
      } catch (error) {
        if (!isStreamMissing(error)) throw error;
      }
      return read;
    });
    const unplaced = events.some((event) => event.position < 0) ? await this.places.of(events) : events;
    return unplaced.filter((event) => event.position > this.origin).map((event) => this.timed(event));
  }

  /** An event at a place; null where none begins there. */
  private async one(position: Position): Promise<Read | null> {
    const read = async (): Promise<Read | null> => {
      let found: Read | null = null;
      await this.readOn(position, 1, (each) => {
        const own = this.own(each);
        if (own.position === position) found = own.event;
        return true;
      });
      return found;
    };
    return this.retry(read);
  }

  /**
   * Reads on from a place; answers false where no event begins there, which the server says by failing. `begins`: one is
   * known to. A failure then, or after the first event, is another, and whoever has taken events begins afresh.
   */
  private async readOn(
    from: Position,
    most: number,
    each: (event: AllStreamResolvedEvent) => boolean,
    begins = false,
  ): Promise<boolean> {
    let handedOut = begins;
    try {
      await this.connection.readAll(placeFrom(from), most, (event) => {
        handedOut = true;
        return each(event);
      });
      return true;
    } catch (error) {
      if (handedOut || !isUnknownToServer(error) || from <= this.origin) throw error;
      // A server that is starting says the same: where it tells its end, it is not that.
      await this.last(0);
      return false;
    }
  }

  /** The last event of ours, which is not before `known`. */
  private async last(known: Position): Promise<Read | null> {
    for (let most = FROM_END; ; most *= 8) {
      let last: Read | null = null;
      let read = 0;
      let over = false;
      await this.connection.readAll(
        END,
        most,
        (each) => {
          read++;
          const { event, position } = this.own(each);
          if (event !== null) last = event;
          over = last !== null || position <= Math.max(this.origin, known - 1);
          return !over;
        },
        'backwards',
      );
      if (over || read < most) return last;
    }
  }

  private own({ event, commitPosition }: AllStreamResolvedEvent): { event: Read | null; position: Position } {
    if (event === undefined) return { event: null, position: Number(commitPosition ?? -1n) };
    const position = positionOf(event) ?? Number(commitPosition);
    if (!Number.isSafeInteger(position)) throw new Error(`the position ${position} is beyond what can be counted`);
    const own = position > this.origin ? recorded(event, position) : null;
    return { event: own === null ? null : this.timed(own), position };
  }

  private timed(event: Read): Read {
    const { moved } = this;
    if (moved === null || event.position <= moved.here || event.recordedAt >= moved.at) return event;
    return { ...event, recordedAt: moved.at };
  }

  private beginning(after: Position): Position {
    if (after === this.passed.after) return Math.max(this.passed.to, this.origin);
    return Math.max(after, this.origin);
  }

  private retry<T>(work: () => Promise<T>): Promise<T> {
    return retrying(this.patience, work);
  }
}

/** A place to read from: with the smallest prepare position, nothing that begins there is passed over. */
function placeFrom(position: Position): typeof START | { commit: bigint; prepare: bigint } {
  return position <= 0 ? START : { commit: BigInt(position), prepare: 0n };
}

/** Does the same with each, some at a time; results in order. */
export async function severalAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = Array.from({ length: items.length });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i]!);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}
