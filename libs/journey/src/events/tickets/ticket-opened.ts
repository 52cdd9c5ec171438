import { event, oneOf, optional, text, word } from '#kernel';
import { aboutTicket, companies, identifiers } from '../../vocabulary.js';

/** Somebody asked for help, by whatever channel. */
export const ticketOpened = event('ticket-opened', 1, {
  importable: true,
  about: aboutTicket,
  payload: {
    /** What the source calls it. */
    number: optional(word),
    /** What it is about, in the words of whoever asked. */
    title: optional(text),
    message: optional(text),
    channel: optional(word),
    priority: optional(word),
    theme: optional(word),
    /** Opened by the customer, or by staff on their behalf. */
    from: optional(oneOf('customer', 'staff')),
    group: optional(word),
    companyName: optional(word),
    identifiers: optional(identifiers),
    companies,
  },
  refers: { assignee: 'person' },
  dataSubject: 'profile',
  companies: { group: 'company' },
});
