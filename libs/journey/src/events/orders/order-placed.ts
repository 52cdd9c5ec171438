import { event, list, optional, word } from '#kernel';
import { aboutOrder, companies, identifiers, line, money } from '../../vocabulary.js';

/** Somebody bought something. */
export const orderPlaced = event('order-placed', 1, {
  importable: true,
  about: aboutOrder,
  payload: {
    /** What the source calls it. */
    number: optional(word),
    amount: money,
    lines: optional(list(line)),
    campaign: optional(word),
    group: optional(word),
    companyName: optional(word),
    identifiers: optional(identifiers),
    companies,
  },
  dataSubject: 'profile',
  companies: { group: 'company' },
});
