import type { RecordedEvent } from '../envelope.js';
import type { EventId, Position } from '../ids.js';

/** A record of the feed. `previous` is the position of the lane's event before it: if it is after the reader's
 * checkpoint, something was lost on the way and is filled from the log before going on. `lane` is -1 for what every lane gets. */
export interface FeedRecord {
  readonly lane: number;
  readonly previous: Position;
  readonly event: RecordedEvent;
}

/** A batch: records in position order within each lane, and per lane of the subscription the position up to which nothing is missing. */
export interface FeedBatch {
  readonly records: readonly FeedRecord[];
  readonly watermarks: ReadonlyMap<number, Position>;
  /** The last event of the log the feed saw at or before the highest watermark: what a checkpoint is told apart by. */
  readonly seen: { readonly position: Position; readonly event: EventId } | null;
}

/** A reader of some lanes. Pull-based: what is not asked for is not held. */
export interface Subscription {
  /** The next batch, of at most `max` records; after `waitMs` without news an empty one with the same watermarks. */
  next(max: number, waitMs: number): Promise<FeedBatch>;
  /** Ends the reader: a call of `next` that waits is answered at once. */
  close(): Promise<void>;
}

/** Answers where a reader's checkpoints of some lanes are: from there on it wants to read them. */
export type CheckpointsOf = (lanes: readonly number[]) => Promise<ReadonlyMap<number, Position>>;

/** At least once, positions increase within a lane, bounded. */
export interface Feed {
  /** Opens a reader of lanes, each after its position. */
  subscribe(after: ReadonlyMap<number, Position>): Promise<Subscription>;
  /**
   * Opens a reader of the lanes that this process has: other processes may have the others, and lanes come and go. The keys
   * of a batch's `watermarks` are the lanes it has at that moment; one that comes begins after the checkpoint it is asked for.
   * Two processes may for a moment have the same lane: whoever writes compares its checkpoints under their lock.
   */
  share(checkpoints: CheckpointsOf): Promise<Subscription>;
  close(): Promise<void>;
}

/** Types delivered in every lane at their position. */
export const EVERY_LANE: ReadonlySet<string> = new Set(['import-undone']);

/** The lane of what is delivered in every lane. */
export const ALL_LANES = -1;
