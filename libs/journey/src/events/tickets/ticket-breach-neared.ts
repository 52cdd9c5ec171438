import { event, instant, oneOf, wholeNumber } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** A promise of a ticket is near its end, and not kept yet. */
export const ticketBreachNeared = event('ticket-breach-neared', 1, {
  about: aboutTicket,
  payload: {
    clock: oneOf('first-response', 'resolution'),
    /** What was promised, in minutes of working time. */
    minutes: wholeNumber,
    dueAt: instant,
  },
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
