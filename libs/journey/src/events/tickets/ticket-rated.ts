import { event, optional, text, wholeNumber } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** A customer said how satisfied they are, from 1 to 5. */
export const ticketRated = event('ticket-rated', 1, {
  importable: true,
  about: aboutTicket,
  payload: { score: wholeNumber, comment: optional(text) },
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
