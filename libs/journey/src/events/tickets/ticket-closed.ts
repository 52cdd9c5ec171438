import { event } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** A ticket is over. */
export const ticketClosed = event('ticket-closed', 1, {
  importable: true,
  about: aboutTicket,
  payload: {},
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
