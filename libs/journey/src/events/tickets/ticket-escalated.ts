import { event, optional, wholeNumber, word } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** A ticket was brought before somebody with more authority. */
export const ticketEscalated = event('ticket-escalated', 1, {
  importable: true,
  about: aboutTicket,
  payload: { level: optional(wholeNumber), reason: optional(word) },
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
