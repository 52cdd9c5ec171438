import type { Position } from '#kernel';
import type { MovedEvent } from './log-source.js';

/** How far a log was moved: kept with the log it is moved to. */
export interface Moved {
  /** The id of the log it comes from. */
  readonly from: string;
  /** Everything up to this position of that log is here. */
  readonly position: Position;
  /** Everything that it held is here: this log may be used. */
  readonly done: boolean;
}

/** A log that is moved to. */
export interface LogTarget {
  /** How far it was moved here; null where nothing ever was. Throws MoveRefused where it has gone on by itself since. */
  moved(): Promise<Moved | null>;
  /** What it holds, in order. */
  pages(): AsyncIterable<readonly MovedEvent[]>;
  /**
   * Appends events in their order and keeps how far it is then: both or neither. What it holds already, the same to the
   * letter, may be left out. Throws UnfitEvent for what cannot be, with nothing of it written.
   */
  take(events: readonly MovedEvent[], moved: Moved): Promise<void>;
}

/** A log cannot be moved there, or not from there: one line that says why. */
export class MoveRefused extends Error {
  override readonly name = 'MoveRefused';
  constructor(
    readonly code: 'other-log' | 'other-events' | 'went-on' | 'source-moves',
    message: string,
  ) {
    super(message);
  }
}
