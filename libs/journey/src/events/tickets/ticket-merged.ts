import { event } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** A ticket goes on as part of another one. */
export const ticketMerged = event('ticket-merged', 1, {
  importable: true,
  about: aboutTicket,
  payload: {},
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
