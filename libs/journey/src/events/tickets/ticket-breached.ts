import { event, instant, oneOf, wholeNumber } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** A promise of a ticket was not kept in time. */
export const ticketBreached = event('ticket-breached', 1, {
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
