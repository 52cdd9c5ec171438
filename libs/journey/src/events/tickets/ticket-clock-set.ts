import { event, instant, optional } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** A ticket's clocks are to be looked at again at an instant; without one, not until something happens to it. */
export const ticketClockSet = event('ticket-clock-set', 1, {
  about: aboutTicket,
  payload: { at: optional(instant) },
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
