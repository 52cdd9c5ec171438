import { event, flag, oneOf, optional, text, word } from '#kernel';
import { aboutTicket } from '../../vocabulary.js';

/** A message about a ticket: by staff or by the customer, for both to see or for staff alone. */
export const ticketReplied = event('ticket-replied', 1, {
  importable: true,
  about: aboutTicket,
  payload: {
    from: oneOf('staff', 'customer'),
    /** Staff's own notes are internal. */
    visibility: oneOf('public', 'internal'),
    /** A machine's reply is no human answer. */
    automatic: optional(flag),
    channel: optional(word),
    message: optional(text),
  },
  refers: { assignee: 'person', into: 'ticket' },
  dataSubject: 'profile',
});
