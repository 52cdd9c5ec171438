import { event, day, id, list, optional, word } from '#kernel';
import { aboutDeal, companies, identifiers, line, money } from '../../vocabulary.js';

/** A deal was opened: with a company, a contact, both, or nobody yet. */
export const dealOpened = event('deal-opened', 1, {
  importable: true,
  about: aboutDeal,
  payload: {
    /** What the deal is called. */
    name: optional(word),
    /** Where in which pipeline; the default pipeline's first stage where nothing is said. */
    pipeline: optional(id),
    stage: optional(word),
    amount: optional(money),
    /** When it is expected to close. */
    closeOn: optional(day),
    lines: optional(list(line)),
    /** What led to it, where somebody says so. */
    campaign: optional(word),
    group: optional(word),
    companyName: optional(word),
    identifiers: optional(identifiers),
    companies,
  },
  dataSubject: 'profile',
  companies: { group: 'company' },
  refers: { owner: 'person' },
});
