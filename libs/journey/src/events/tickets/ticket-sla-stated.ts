import { event, flag, oneOf, optional } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** What a source says itself about whether a ticket kept its promise. What is computed here is beside it. */
export const ticketSlaStated = event('ticket-sla-stated', 1, {
  importable: true,
  about: aboutTicket,
  payload: { met: flag, target: optional(oneOf('first-response', 'resolution')) },
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
