import type { Millis } from '../ids.js';
import type { EventLog } from '../ports/event-log.js';

/** A log whose store can fail to answer. */
export interface LosingLog {
  readonly log: EventLog;
  /** The next append is stored, and its acknowledgement is lost. */
  loseNext(): void;
}

/** A store under test, which several instances of the engine may work on. */
export interface LogStore {
  /** Opens the engine on the store; the first time on an empty one. An engine without a shared store gives the same log. */
  open(options?: { readonly clock?: () => Millis }): Promise<EventLog>;
  /** Opens the engine so that acknowledgements can be lost. */
  openLosing(): Promise<LosingLog>;
  /** Closes what was opened and throws the store away. */
  close(): Promise<void>;
}
