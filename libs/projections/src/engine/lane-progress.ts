import { ALL_LANES, type FeedBatch, type FeedRecord, type Position } from '#kernel';
import type { IdleMove } from './idle-moves.js';

/** How long a checkpoint may stay behind where there was nothing to write, in milliseconds. */
const NOTHING_TO_WRITE_MS = 100;

/** What is remembered of a lane: its checkpoint as it is stored, and up to where there was nothing more to write. */
interface Reached {
  readonly stored: Position;
  readonly position: Position;
}

/** A record that is to be folded; `gapAfter`: where its lane has a gap before it that the log must fill. */
export interface Selected {
  readonly record: FeedRecord;
  readonly gapAfter: Position | null;
}

/** Checkpoints are before what was written: the database lost its newest commits. What is read must begin there again. */
export class CheckpointsWentBack extends Error {
  override readonly name = 'CheckpointsWentBack';
  constructor(lane: number, stored: Position, remembered: Position) {
    super(`the checkpoint of lane ${lane} is at ${stored}, it was at ${remembered}: reading from there again`);
  }
}

/** How far a worker is in the lanes it has at the moment. */
export class LaneProgress {
  private reached = new Map<number, Reached>();
  private own: ReadonlySet<number> = new Set();
  private seen: FeedBatch['seen'] = null;
  /** Since when checkpoints are behind what was read, in milliseconds; null where they are not. */
  private behindSince: number | null = null;
  /** Lanes that met what this build does not know, with the position before it. */
  readonly halted = new Map<number, { readonly position: Position; readonly reason: string }>();

  get lanes(): readonly number[] {
    return [...this.own];
  }

  /** Has these lanes from now on: forgets those that went away. Answers those that came. */
  have(lanes: Iterable<number>): readonly number[] {
    const before = this.own;
    this.own = new Set(lanes);
    for (const lane of before) {
      if (this.own.has(lane)) continue;
      this.reached.delete(lane);
      this.halted.delete(lane);
    }
    return [...this.own].filter((lane) => !before.has(lane));
  }

  /** Lanes that came begin at their stored checkpoints. */
  begin(stored: ReadonlyMap<number, Position>): void {
    for (const [lane, position] of stored) this.reached.set(lane, { stored: position, position });
  }

  /** Checkpoints of all lanes that are stored, now or by another worker. */
  remember(stored: ReadonlyMap<number, Position>): void {
    this.reached = new Map([...stored].map(([lane, position]) => [lane, { stored: position, position }]));
    this.behindSince = null;
  }

  /** All lanes were stored up to where the batch came. */
  stored(reached: ReadonlyMap<number, Position>): void {
    this.remember(reached);
    this.seen = null;
  }

  /**
   * Compares locked checkpoints with what is remembered: false where another worker moved them. Throws CheckpointsWentBack
   * where they are before it: the feed does not tell again what it told.
   */
  isAsStored(locked: ReadonlyMap<number, Position>): boolean {
    let same = true;
    for (const [lane, position] of locked) {
      const remembered = this.reached.get(lane)?.stored;
      if (remembered !== undefined && position < remembered) throw new CheckpointsWentBack(lane, position, remembered);
      same &&= position === remembered;
    }
    return same;
  }

  /** Nothing of what was read up to here is to be written. */
  advance(to: ReadonlyMap<number, Position>, seen: FeedBatch['seen']): void {
    for (const [lane, position] of to) this.reached.set(lane, { stored: this.reached.get(lane)!.stored, position });
    this.seen = seen ?? this.seen;
    this.behindSince ??= performance.now();
  }

  /** Where its lanes are stored, and where they are; lanes in ascending order. */
  behind(): Pick<IdleMove, 'lanes' | 'from' | 'to' | 'seen'> {
    const lanes = [...this.reached.keys()].sort((a, b) => a - b);
    const of = (which: keyof Reached): Position[] => lanes.map((lane) => this.reached.get(lane)![which]);
    return { lanes, from: of('stored'), to: of('position'), seen: this.seen };
  }

  /** The last event seen, where none of the batch at hand is. */
  get lastSeen(): FeedBatch['seen'] {
    return this.seen;
  }

  /** In how many milliseconds checkpoints are to be stored though nothing is to be written; null where they are. */
  dueIn(): number | null {
    return this.behindSince === null ? null : this.behindSince + NOTHING_TO_WRITE_MS - performance.now();
  }

  /** Whether a batch brings any lane further. */
  isNews(batch: FeedBatch): boolean {
    return [...batch.watermarks].some(
      ([lane, position]) => position > (this.reached.get(lane)?.position ?? -1) && !this.halted.has(lane),
    );
  }

  /** The records of a batch that are after what the lanes have reached, gaps as they are told; and where the lanes are then. */
  select(batch: FeedBatch): { readonly events: readonly Selected[]; readonly to: ReadonlyMap<number, Position> } {
    const behind = Math.min(...this.lanes.map((lane) => this.position(lane) ?? 0));
    const reached = new Map<number, Position>();
    const events: Selected[] = [];
    for (const record of batch.records) {
      if (record.lane === ALL_LANES) {
        if (record.event.position > behind) events.push({ record, gapAfter: null });
        continue;
      }
      const before = reached.get(record.lane) ?? this.position(record.lane);
      if (before === undefined || record.event.position <= before || this.isHalted(record)) continue;
      events.push({ record, gapAfter: record.previous > before ? before : null });
      reached.set(record.lane, record.event.position);
    }
    const to = new Map<number, Position>();
    for (const lane of this.own) {
      const now = this.position(lane);
      if (now === undefined) continue;
      const mark = batch.watermarks.get(lane) ?? now;
      to.set(lane, Math.max(now, Math.min(mark, this.halted.get(lane)?.position ?? mark)));
    }
    return { events, to };
  }

  private position(lane: number): Position | undefined {
    return this.reached.get(lane)?.position;
  }

  private isHalted(record: FeedRecord): boolean {
    const halted = this.halted.get(record.lane);
    return halted !== undefined && record.event.position > halted.position;
  }
}
