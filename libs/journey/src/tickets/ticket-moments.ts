import type { EventView } from '#kernel';
import { ticketClosed } from '../events/tickets/ticket-closed.js';
import { ticketMerged } from '../events/tickets/ticket-merged.js';
import { ticketOpened } from '../events/tickets/ticket-opened.js';
import { ticketPrioritised } from '../events/tickets/ticket-prioritised.js';
import { ticketPutOnHold } from '../events/tickets/ticket-put-on-hold.js';
import { ticketReopened } from '../events/tickets/ticket-reopened.js';
import { ticketReplied } from '../events/tickets/ticket-replied.js';
import { ticketResolved } from '../events/tickets/ticket-resolved.js';
import { ticketTakenUp } from '../events/tickets/ticket-taken-up.js';
import type { ClockName, Promised } from './promises.js';
import { TicketClock, type ClockFact, type ClockMoment } from './ticket-clock.js';

/** What an event says that a ticket's clocks hear. */
export interface TicketMoment {
  readonly moment: ClockMoment;
  /** Epoch milliseconds; null where nobody knows when. */
  readonly at: number | null;
  /** Whether `at` is an instant, not a day. */
  readonly exact: boolean;
  /** Of opening and priorities: null where none was said. */
  readonly priority: string | null;
  readonly position: number;
}

const MOMENTS: Readonly<Record<string, ClockMoment>> = {
  [ticketOpened.name]: 'opened',
  [ticketPrioritised.name]: 'prioritised',
  [ticketTakenUp.name]: 'goes-on',
  [ticketReopened.name]: 'goes-on',
  [ticketResolved.name]: 'resolved',
  [ticketClosed.name]: 'closed',
  [ticketMerged.name]: 'merged',
};

/**
 * The moment an event of a ticket is to its clocks; null for one they do not hear: customers' replies, notes, machines'
 * answers. A ticket that waits for somebody else than the customer goes on.
 */
export function momentOf(event: Pick<EventView, 'type' | 'payload' | 'position' | 'occurredAt' | 'precision'>) {
  const moment = heard(event);
  if (moment === null) return null;
  const { position, occurredAt: at, precision, payload } = event;
  const priority = (payload['priority'] as string | undefined) ?? null;
  return { moment, at, exact: precision === 'instant', priority, position } satisfies TicketMoment;
}

function heard({ type, payload }: Pick<EventView, 'type' | 'payload'>): ClockMoment | null {
  if (type === ticketPutOnHold.name) return payload['for'] === 'customer' ? 'waits-for-customer' : 'goes-on';
  if (type === ticketReplied.name)
    return payload['from'] === 'staff' && payload['visibility'] === 'public' && payload['automatic'] !== true
      ? 'answered'
      : null;
  return MOMENTS[type] ?? null;
}

/** What was promised of a clock as something was recorded, of a priority. */
export type PromisedThen = (position: number, clock: ClockName, priority: string | null) => Promised;

/** Moments in time order, as a clock hears them; undated ones at the end, ties by position. */
export function* hearing(
  clock: ClockName,
  moments: readonly TicketMoment[],
  promisedThen: PromisedThen,
): Generator<{ readonly heard: TicketMoment; readonly clock: TicketClock }> {
  const ordered = [...moments].sort((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity) || a.position - b.position);
  const ticket = new TicketClock(clock);
  let priority: string | null = null;
  for (const one of ordered) {
    priority = one.priority ?? priority;
    const fact: ClockFact = { moment: one.moment, at: one.exact ? one.at : null };
    const promises = one.moment === 'opened' || one.moment === 'prioritised';
    ticket.hear(promises ? { ...fact, promised: promisedThen(one.position, clock, priority) } : fact);
    yield { heard: one, clock: ticket };
  }
}
