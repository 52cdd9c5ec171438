import type { EventId, Position, Problem } from '#kernel';

/**
 * Why a message was set aside: it could not be read, its id stands for something else, it cannot be stored, it had not
 * happened yet or happened before 1970, or it held a card number or what the installation forbids (cut out).
 */
export type Reason = 'invalid' | 'differs' | 'refused' | 'future' | 'before-1970' | 'card-number' | 'forbidden';

/** What became of one message. */
export type Outcome =
  | {
      readonly outcome: 'recorded' | 'repeated';
      readonly messageId: string;
      readonly event: EventId;
      readonly position: Position;
    }
  | {
      readonly outcome: 'quarantined';
      readonly messageId: string | null;
      /** Where it waits. */
      readonly quarantine: string;
      readonly reason: Reason;
      readonly problems: readonly Problem[];
    };

/** What became of a delivery: every message is counted, none is dropped. */
export interface Receipt {
  readonly recorded: number;
  readonly repeated: number;
  readonly quarantined: number;
  /** The highest position of its events: a reader who waits for it sees them all. Null where there are none. */
  readonly position: Position | null;
  /** Messages that could be read in the order they came, then the others. */
  readonly outcomes: readonly Outcome[];
}

/** Counts outcomes. */
export function receiptOf(outcomes: readonly Outcome[]): Receipt {
  let recorded = 0;
  let repeated = 0;
  let position: Position | null = null;
  for (const outcome of outcomes) {
    if (outcome.outcome === 'quarantined') continue;
    if (outcome.outcome === 'recorded') recorded++;
    else repeated++;
    if (position === null || outcome.position > position) position = outcome.position;
  }
  return { recorded, repeated, quarantined: outcomes.length - recorded - repeated, position, outcomes };
}
