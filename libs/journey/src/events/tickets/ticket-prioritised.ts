import { event, word } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** A ticket has another priority from here on. */
export const ticketPrioritised = event('ticket-prioritised', 1, {
  importable: true,
  about: aboutTicket,
  payload: { priority: word },
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
