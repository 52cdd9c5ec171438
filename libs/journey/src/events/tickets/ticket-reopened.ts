import { event, optional, word } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** A ticket that was resolved or closed is open again. */
export const ticketReopened = event('ticket-reopened', 1, {
  importable: true,
  about: aboutTicket,
  payload: { reason: optional(word) },
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
