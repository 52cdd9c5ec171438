import { event } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** A ticket is for a member of staff, or for a team, from here on; without either, nobody's. */
export const ticketAssigned = event('ticket-assigned', 1, {
  importable: true,
  about: aboutTicket,
  payload: {},
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
