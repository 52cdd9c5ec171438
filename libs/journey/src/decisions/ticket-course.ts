import { broken, decision, id, oneOf, optional, text, wholeNumber, word } from '#kernel';
import { ticketClosed } from '../events/tickets/ticket-closed.js';
import { ticketMerged } from '../events/tickets/ticket-merged.js';
import { ticketPutOnHold } from '../events/tickets/ticket-put-on-hold.js';
import { ticketRated } from '../events/tickets/ticket-rated.js';
import { ticketReopened } from '../events/tickets/ticket-reopened.js';
import { ticketResolved } from '../events/tickets/ticket-resolved.js';
import { ticketTakenUp } from '../events/tickets/ticket-taken-up.js';
import { aboutOf, refuseNobodys, stillGoing, there } from '../tickets/ticket-rules.js';
import { ticket } from '../tickets/ticket-state.js';

const permission = 'tickets.write';

/** Lets a ticket wait: for the customer, in which its clocks stand still, or for somebody else, in which they do not. Throws `ticket.resolved`. */
export const holdTicket = decision(
  ticket,
  'put-on-hold',
  { permission, params: { for: oneOf('customer', 'third-party') } },
  (state, params, context) => {
    const known = stillGoing(there(state));
    if (known.status === 'resolved') throw broken('ticket.resolved');
    if (known.status === 'waiting' && known.for === params.for) return [];
    return [ticketPutOnHold.of(aboutOf(known.about, context.id), { for: params.for })];
  },
);

/** Ends the waiting of a ticket. Throws `ticket.resolved`. */
export const takeUpTicket = decision(ticket, 'take-up', { permission, params: {} }, (state, _, context) => {
  const known = stillGoing(there(state));
  if (known.status === 'resolved') throw broken('ticket.resolved');
  return known.status === 'open' ? [] : [ticketTakenUp.of(aboutOf(known.about, context.id), {})];
});

/** Considers a ticket solved, whether it waits or not. Throws `ticket.nobodys` for words on a ticket of nobody known. */
export const resolveTicket = decision(
  ticket,
  'resolve',
  { permission, params: { code: optional(word), resolution: optional(text) } },
  (state, { code, resolution }, context) => {
    const known = stillGoing(there(state));
    if (known.status === 'resolved') return [];
    refuseNobodys(known.about, resolution);
    return [
      ticketResolved.of(aboutOf(known.about, context.id), {
        ...(code === undefined ? {} : { code }),
        ...(resolution === undefined ? {} : { resolution }),
      }),
    ];
  },
);

/** Opens a ticket again that was resolved or closed; one that is open, or waits, is so already. Throws `ticket.merged`. */
export const reopenTicket = decision(
  ticket,
  'reopen',
  { permission, params: { reason: optional(word) } },
  (state, { reason }, context) => {
    const known = there(state);
    if (known.status === 'merged') throw broken('ticket.merged', { into: known.into });
    if (known.status === 'open' || known.status === 'waiting') return [];
    return [ticketReopened.of(aboutOf(known.about, context.id), reason === undefined ? {} : { reason })];
  },
);

/** Nobody merges another one into it meanwhile. */
const guards = (_params: unknown, { id: own }: { readonly id: string }) => [`ticket-${own}`];

/** Ends a ticket that is resolved. Throws `ticket.not-resolved`, `ticket.merged`. */
export const closeTicket = decision(ticket, 'close', { permission, params: {}, guards }, (state, _, context) => {
  const known = there(state);
  if (known.status === 'closed') return [];
  if (stillGoing(known).status !== 'resolved') throw broken('ticket.not-resolved', { status: known.status });
  return [ticketClosed.of(aboutOf(known.about, context.id), {})];
});

/**
 * Lets a ticket go on as part of another one, which has to be going on itself. Throws `ticket.into-itself`,
 * `ticket.into-unknown`, `ticket.into-over`, `ticket.closed`, `ticket.merged` (into yet another one).
 */
export const mergeTicket = decision(
  ticket,
  'merge',
  {
    permission,
    params: { into: id },
    consults: [(_state, { into }) => [{ decider: ticket, id: into }]],
    // two that go into each other would both be over
    guards: ({ into }, { id: own }) => [`ticket-${own}`, `ticket-${into}`],
  },
  (state, { into }, context) => {
    const known = there(state);
    if (known.status === 'merged' && known.into === into) return [];
    stillGoing(known);
    if (into === context.id) throw broken('ticket.into-itself');
    const other = context.consulted!(ticket, into);
    if (other.status === 'unknown') throw broken('ticket.into-unknown');
    if (other.status === 'closed' || other.status === 'merged') throw broken('ticket.into-over');
    return [ticketMerged.of({ ...aboutOf(known.about, context.id), into }, {})];
  },
);

/**
 * Says how satisfied the customer is with a ticket that is resolved or closed, from 1 to 5; said again, the last counts.
 * Throws `ticket.not-resolved`, `ticket.score-unfit`, `ticket.merged`, `ticket.nobodys`.
 */
export const rateTicket = decision(
  ticket,
  'rate',
  { permission, params: { score: wholeNumber, comment: optional(text) } },
  (state, { score, comment }, context) => {
    const known = there(state);
    if (known.status === 'merged') throw broken('ticket.merged', { into: known.into });
    if (known.status !== 'resolved' && known.status !== 'closed')
      throw broken('ticket.not-resolved', { status: known.status });
    if (score < 1 || score > 5) throw broken('ticket.score-unfit', { score });
    if (known.score === score && comment === undefined) return [];
    refuseNobodys(known.about, comment);
    return [ticketRated.of(aboutOf(known.about, context.id), { score, ...(comment === undefined ? {} : { comment }) })];
  },
);
