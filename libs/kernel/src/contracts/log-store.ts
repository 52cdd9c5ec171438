import type { Millis } from '../ids.js';
import type { EventLog } from '../ports/event-log.js';

/** A store under test, which several instances of the engine may work on. */
export interface LogStore {
  /** Opens the engine on the store; the first time on an empty one. An engine without a shared store gives the same log. */
  open(options?: { readonly clock?: () => Millis }): Promise<EventLog>;
  /** Closes what was opened and throws the store away. */
  close(): Promise<void>;
}
