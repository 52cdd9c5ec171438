import { event, day, oneOf, open, optional, text, word } from '#kernel';
import { aboutDeal, money } from '../../vocabulary.js';

/** What was said about a deal was wrong from the beginning of what it says: it was always so. Change, reopening and winning again are events of their own. */
export const dealCorrected = event('deal-corrected', 1, {
  importable: true,
  about: aboutDeal,
  payload: {
    amount: optional(money),
    closeOn: optional(day),
    openedOn: optional(day),
    closedOn: optional(day),
    outcome: optional(oneOf('won', 'lost')),
    name: optional(word),
    reason: open(text),
  },
  refers: { owner: 'person' },
});
