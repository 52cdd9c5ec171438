import { eventsWithin, type EventLog, type LogPage, type Position } from '#kernel';
import type { CarriedEvent } from '../carrying/carried-events.js';

/** An event as the log has it that it is moved from, with its position there. */
export interface MovedEvent extends CarriedEvent {
  readonly position: Position;
}

/** A log that is moved from, as far as moving needs it. */
export interface LogSource {
  /** The log's id. */
  readonly id: string;
  /** About how many events so many positions are. */
  events(positions: number): number;
  /** The position of its last event; 0 where it has none. */
  head(): Promise<Position>;
  /** Its events after a position, in order, up to where it ends as they are read. */
  pages(after: Position): AsyncIterable<readonly MovedEvent[]>;
  /** Calls back soon after it grew; may call too often, never is a promise. */
  watch(wake: () => void): () => void;
}

/** Events of a page. */
const PAGE = 2_000;

/** A log of any engine, to be moved from. */
export async function sourceOf(log: EventLog): Promise<LogSource> {
  return {
    id: (await log.identity()).id,
    events: (positions) => eventsWithin(log, positions),
    head: async () => (await log.head()).position,
    pages: (after) => pagesOf((options) => log.readAll(options), after),
    watch: (wake) => log.watch(wake),
  };
}

/** Everything after a position, page by page. */
export async function* pagesOf(
  readAll: (options: { readonly after: Position; readonly limit: number }) => Promise<LogPage>,
  after: Position,
): AsyncGenerator<readonly MovedEvent[]> {
  for (let from = after; ;) {
    const { events, scannedTo } = await readAll({ after: from, limit: PAGE });
    if (events.length > 0) yield events;
    if (events.length === 0 && scannedTo <= from) return;
    from = Math.max(scannedTo, events.at(-1)?.position ?? from);
  }
}
