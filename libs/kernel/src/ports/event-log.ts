import type { NewEvent, RecordedEvent } from '../envelope.js';
import type { EventId, Position } from '../ids.js';

/** What a stream must be for an append: anything, absent, present, or at a revision (of its last event, from 0). */
export type Expected = 'any' | 'none' | 'exists' | number;

/** One stream's events to append together: all or none of them. At most 1,000. */
export interface AppendRequest {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly expected: Expected;
}

/**
 * What became of one request.
 * - `appended`: stored, or stored before. `duplicate: 'yes'` is the first result of a repeat; `differs` says that the
 *   repeat's fingerprint is another one: the first stays, the caller quarantines the second. `unknown`: the engine cannot tell.
 * - `conflict`: the stream was not as expected; `actual` is its last revision, -1 where there is none.
 * - `refused`: the event can never be stored (over 256 KB, not storable); `reason` names it.
 */
export type AppendOutcome =
  | {
      readonly kind: 'appended';
      readonly revision: number;
      readonly position: Position;
      readonly duplicate: 'yes' | 'no' | 'unknown';
      readonly differs: boolean;
    }
  | { readonly kind: 'conflict'; readonly expected: Expected; readonly actual: number }
  | { readonly kind: 'refused'; readonly code: 'event.too-large' | 'event.unstorable'; readonly reason: string };

/** Which log this is. Two logs are never mixed unseen. */
export interface LogIdentity {
  readonly id: string;
  readonly epoch: number;
}

/** The end of a log: position 0 and no event where it is empty. */
export interface Head {
  readonly position: Position;
  readonly event: EventId | null;
}

/** A page of the whole log in position order. `scannedTo` moves on even where a filter left nothing. */
export interface LogPage {
  readonly events: readonly RecordedEvent[];
  readonly scannedTo: Position;
  /** The log held nothing after this page when it was read. Missing where that is not known. */
  readonly atEnd?: true;
}

/** The append queue is full, or the store did not answer in time: try again after a while, with the same ids. */
export class LogBusy extends Error {
  override readonly name = 'LogBusy';
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

/** The log is not the one that was opened, or ends before where it ended earlier: it was restored or replaced under a running process. */
export class LogReplaced extends Error {
  override readonly name = 'LogReplaced';
  constructor(readonly from: number) {
    super(
      `the log is not the one this process opened, or ends before position ${from}, which it had reached: it was replaced while in use, restart this process`,
    );
  }
}

/**
 * The event log: what every engine can keep.
 * Positions grow, may have gaps, belong to one log; recordedAt never goes back in position order.
 */
export interface EventLog {
  /**
   * About how far apart the positions of neighbouring events are: 1 where, and only where, they have no gaps. For steps,
   * and for counts that people are shown (`eventsWithin`); never for what must be exact.
   */
  readonly spacing: number;
  identity(): Promise<LogIdentity>;
  /** One stream. Rejects with LogBusy; an outcome is never unknown to the caller without saying so. */
  append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<AppendOutcome>;
  /** Many streams at once, not atomic across them: outcomes in the order of requests. */
  appendAll(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]>;
  /** A stream from a revision on, in order; empty where there is no such stream. Taken-back events included. */
  readStream(stream: string, from?: number): Promise<readonly RecordedEvent[]>;
  /**
   * Ids of a stream's events that are taken back (withdrawn, superseded, of an undone import), current to the head.
   * Who takes back names id and stream; where these do not belong together, nothing is taken back.
   */
  takenBack(stream: string): Promise<ReadonlySet<EventId>>;
  /**
   * Up to `limit` events after a position, up to `until` (inclusive), of some types or all. Fewer where they are large:
   * `scannedTo` says from where to go on. Both may be any whole numbers up to the head, also where no event stands: so a
   * place can be looked for by halving.
   */
  readAll(options: {
    readonly after: Position;
    readonly until?: Position;
    readonly types?: readonly string[];
    readonly limit: number;
  }): Promise<LogPage>;
  /** The events at these positions, in position order; positions that hold nothing are left out. */
  readAt(positions: readonly Position[]): Promise<readonly RecordedEvent[]>;
  /** Where events are; ids that are not in the log are left out. */
  locate(ids: readonly EventId[]): Promise<ReadonlyMap<EventId, Position>>;
  head(): Promise<Head>;
  /** Calls back soon after anything was appended, by whichever process; may call too often, never is a promise. */
  watch(wake: () => void): () => void;
  /** Finishes what was accepted, then lets go of everything. */
  close(): Promise<void>;
}

/** About how many events so many positions hold: all of them where a log has no gaps, an estimate where it has. */
export function eventsWithin(log: Pick<EventLog, 'spacing'>, positions: number): number {
  return Math.max(0, Math.ceil(positions / log.spacing));
}
