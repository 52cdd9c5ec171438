import { event, optional, word } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** What a ticket is about, as a theme to count by; without one, nothing. */
export const ticketThemed = event('ticket-themed', 1, {
  importable: true,
  about: aboutTicket,
  payload: { theme: optional(word) },
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
