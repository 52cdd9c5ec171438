import { ask, askNow, cancel, reaction, timer, whenever, type Consequence } from '#kernel';
import {
  ticketClockSet,
  ticketClosed,
  ticketMerged,
  ticketOpened,
  ticketPrioritised,
  ticketPutOnHold,
  ticketReopened,
  ticketReplied,
  ticketResolved,
  ticketTakenUp,
  watchTicket,
} from '#journey';

function look({ about }: { readonly about: { readonly ticket: string } }): Consequence {
  return askNow(ask(watchTicket, about.ticket, {}));
}

/** Whatever happens to a ticket, and when their time has come, its clocks are looked at: promises near their end, and broken ones, are said. */
export const watchTicketClocks = reaction('watch-ticket-clocks', 1, [
  whenever(ticketOpened, look),
  whenever(ticketPrioritised, look),
  whenever(ticketPutOnHold, look),
  whenever(ticketTakenUp, look),
  whenever(ticketReplied, look),
  whenever(ticketResolved, look),
  whenever(ticketReopened, look),
  whenever(ticketClosed, look),
  whenever(ticketMerged, look),
  whenever(ticketClockSet, ({ about, payload }) =>
    payload.at === undefined
      ? cancel(`ticket-${about.ticket}`)
      : timer(`ticket-${about.ticket}`, payload.at, ask(watchTicket, about.ticket, {})),
  ),
]);
