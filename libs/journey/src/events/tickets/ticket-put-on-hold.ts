import { event, oneOf } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** A ticket waits: for the customer, whose time is not the clock's, or for somebody else. */
export const ticketPutOnHold = event('ticket-put-on-hold', 1, {
  importable: true,
  about: aboutTicket,
  payload: { for: oneOf('customer', 'third-party') },
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
