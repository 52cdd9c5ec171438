import { event } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** A ticket that waited does not wait any more. */
export const ticketTakenUp = event('ticket-taken-up', 1, {
  importable: true,
  about: aboutTicket,
  payload: {},
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
