import {
  ALL_LANES,
  type CheckpointsOf,
  type FeedBatch,
  type FeedRecord,
  type Position,
  type RecordedEvent,
} from '#kernel';
import { laneOfEvent } from '../lane-of-event.js';
import type { PartitionWindow, Seen } from './partition-window.js';

/** Characters of the texts of a batch from windows: with one from the log beside it, or alone. */
const BESIDE_LOG = 512 * 1024;
const ALONE = 16 * 1024 * 1024;

/** Reads the log after a position: up to `limit` events, fewer where they are large; none at its end. */
export type ReadLog = (after: Position, limit: number) => Promise<readonly RecordedEvent[]>;

/** A partition whose lanes a reader has, and the window on it. */
export interface Held {
  readonly window: PartitionWindow;
  readonly lanes: readonly number[];
}

/** How far a reader is in a partition: everything up to `at` is handed on, of each lane after its checkpoint. */
interface Cursor {
  at: Position;
  seen: Seen | null;
  readonly after: ReadonlyMap<number, Position>;
  /** The last position handed on, by lane. */
  readonly previous: Map<number, Position>;
}

/**
 * One reader's way through the partitions it has: from their windows where it is in them, from the log where it is before
 * them. The seam loses and doubles nothing: each partition has one cursor, and the log is read from there to the window.
 */
export class LanesReader {
  private cursors = new Map<PartitionWindow, Cursor>();
  private turn = 0;

  constructor(
    private readonly checkpoints: CheckpointsOf,
    private readonly readLog: ReadLog,
  ) {}

  /** Has these partitions from now on. Windows that are new begin after their lanes' checkpoints. */
  async have(held: Iterable<Held>): Promise<void> {
    const wanted = [...held];
    const came = wanted.filter(({ window }) => !this.cursors.has(window));
    if (came.length === 0 && wanted.length === this.cursors.size) return;
    const stored =
      came.length === 0 ? new Map<number, Position>() : await this.checkpoints(came.flatMap(({ lanes }) => lanes));
    const cursors = new Map<PartitionWindow, Cursor>();
    for (const { window, lanes } of wanted) {
      const before = this.cursors.get(window);
      const after = new Map(lanes.flatMap((lane) => (stored.has(lane) ? [[lane, stored.get(lane)!] as const] : [])));
      if (before !== undefined) cursors.set(window, before);
      else if (after.size > 0)
        cursors.set(window, { at: Math.min(...after.values()), seen: null, after, previous: new Map(after) });
    }
    this.cursors = cursors;
  }

  get isEmpty(): boolean {
    return this.cursors.size === 0;
  }

  /** Where this reader's checkpoints of some lanes are. */
  async stored(lanes: readonly number[]): Promise<readonly Position[]> {
    return [...(await this.checkpoints(lanes)).values()];
  }

  /** Whether letting go of a window's oldest record would leave this reader to the log. */
  needsOldest(window: PartitionWindow): boolean {
    const at = this.cursors.get(window)?.at;
    return at !== undefined && at >= (window.from ?? Infinity) && at < (window.oldest ?? 0);
  }

  /** The farthest position that windows say nothing of yet; null where there is none. */
  get beyond(): Position | null {
    const ahead = [...this.cursors].filter(([window, { at }]) => window.from === null || at > window.to);
    return ahead.length === 0 ? null : Math.max(...ahead.map(([, { at }]) => at));
  }

  /**
   * Whether more is on its way that belongs to what is here: the relay brings all partitions to the same position with
   * each batch, and some are not there yet. False where nothing is here, `max` records are, or the log is to be read.
   */
  isUneven(max: number): boolean {
    let before: Position = -1;
    let waiting = 0;
    let uneven = false;
    let news = false;
    for (const [window, { at }] of this.cursors) {
      if (window.from === null || at < window.from) return false;
      uneven ||= before >= 0 && window.to !== before;
      before = window.to;
      news ||= at < window.to;
      waiting += window.countAfter(at);
    }
    return uneven && news && waiting < max;
  }

  /** The next records, at most `max`, and where the lanes are then; null where nothing moved. Throws what reading the log throws. */
  async take(max: number): Promise<FeedBatch | null> {
    const before = [...this.cursors.values()].reduce((sum, { at }) => sum + at, 0);
    const lagging = this.lagging();
    const records: FeedRecord[] = [];
    this.takeFromWindows(lagging.size === 0 ? max : max >>> 1, lagging, records);
    if (lagging.size > 0) await this.takeFromLog(max - records.length, [...lagging], records);
    const after = [...this.cursors.values()].reduce((sum, { at }) => sum + at, 0);
    return after === before ? null : this.batch(records);
  }

  /** A batch of some records, with the lanes as they are. */
  batch(records: readonly FeedRecord[]): FeedBatch {
    const watermarks = new Map<number, Position>();
    let seen: Seen | null = null;
    for (const cursor of this.cursors.values()) {
      for (const [lane, after] of cursor.after) watermarks.set(lane, Math.max(after, cursor.at));
      if (cursor.seen !== null && cursor.seen.position > (seen?.position ?? -1)) seen = cursor.seen;
    }
    return { records, watermarks, seen };
  }

  private lagging(): ReadonlySet<Cursor> {
    const lagging = new Set<Cursor>();
    for (const [window, cursor] of this.cursors)
      if (window.from !== null && cursor.at < window.from) lagging.add(cursor);
    return lagging;
  }

  /** Every partition gets its share; the one that is asked first is another one each time. */
  private takeFromWindows(max: number, without: ReadonlySet<Cursor>, into: FeedRecord[]): void {
    const open = [...this.cursors].filter(([window, cursor]) => window.from !== null && !without.has(cursor));
    let characters = without.size === 0 ? ALONE : BESIDE_LOG;
    this.turn++;
    for (let i = 0; i < open.length; i++) {
      const [window, cursor] = open[(i + this.turn) % open.length]!;
      if (cursor.at >= window.to) continue;
      const share = Math.ceil((max - into.length) / (open.length - i));
      if (share <= 0 || characters <= 0) return;
      const taken = window.take(cursor.at, share, characters);
      for (const record of taken.records) this.hand(cursor, record, into);
      cursor.at = taken.to;
      cursor.seen = taken.seen ?? cursor.seen;
      characters -= taken.characters;
    }
  }

  private async takeFromLog(max: number, lagging: readonly Cursor[], into: FeedRecord[]): Promise<void> {
    if (max <= 0) return;
    const events = await this.readLog(Math.min(...lagging.map(({ at }) => at)), max);
    const last = events.at(-1);
    if (last === undefined) return;
    const owners = new Map(
      lagging.flatMap((cursor) => [...cursor.after.keys()].map((lane) => [lane, cursor] as const)),
    );
    for (const event of events) {
      const lane = laneOfEvent(event);
      if (lane === ALL_LANES) {
        if (lagging.some(({ at }) => event.position > at)) into.push({ lane, previous: 0, event });
        continue;
      }
      const cursor = owners.get(lane);
      if (cursor === undefined || event.position <= cursor.at) continue;
      this.hand(cursor, { lane, previous: cursor.previous.get(lane)!, event }, into);
    }
    for (const cursor of lagging) {
      if (last.position <= cursor.at) continue;
      cursor.at = last.position;
      cursor.seen = { position: last.position, event: last.id };
    }
  }

  private hand(cursor: Cursor, record: FeedRecord, into: FeedRecord[]): void {
    const { lane, event } = record;
    if (lane !== ALL_LANES) {
      const after = cursor.after.get(lane);
      if (after === undefined || event.position <= after) return;
      cursor.previous.set(lane, event.position);
    }
    into.push(record);
  }
}
