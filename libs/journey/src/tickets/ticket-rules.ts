import { broken, type AboutOf } from '#kernel';
import type { ticketAssigned } from '../events/tickets/ticket-assigned.js';
import type { TicketAbout, TicketKnown, TicketStanding, TicketState } from './ticket-state.js';

type There = TicketKnown & TicketStanding;

/** The ticket, where there is one; throws `ticket.unknown`. */
export function there(state: TicketState): There {
  if (state.status === 'unknown') throw broken('ticket.unknown');
  return state;
}

/** The ticket, unless it is over; throws `ticket.closed`, `ticket.merged`. */
export function stillGoing(known: There): Exclude<There, { readonly status: 'closed' | 'merged' }> {
  if (known.status === 'closed') throw broken('ticket.closed');
  if (known.status === 'merged') throw broken('ticket.merged', { into: known.into });
  return known;
}

/** What people wrote is somebody's; throws `ticket.nobodys` for words on a ticket of nobody known. */
export function refuseNobodys({ profile }: TicketAbout, ...words: readonly (string | undefined)[]): void {
  if (profile === undefined && words.some((one) => one !== undefined)) throw broken('ticket.nobodys');
}

/** What every event of a ticket names. */
export function aboutOf(about: TicketAbout, id: string): AboutOf<typeof ticketAssigned> {
  const said = Object.entries(about).filter(([, value]) => value !== undefined);
  return { ticket: id, ...Object.fromEntries(said) };
}
