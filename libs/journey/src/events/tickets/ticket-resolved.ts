import { event, optional, text, word } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** Staff consider a ticket solved. */
export const ticketResolved = event('ticket-resolved', 1, {
  importable: true,
  about: aboutTicket,
  payload: { code: optional(word), resolution: optional(text) },
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
