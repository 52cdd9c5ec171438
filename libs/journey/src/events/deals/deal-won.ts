import { event, open, optional, text, word } from '#kernel';
import { aboutDeal, money } from '../../vocabulary.js';

/** A deal was won, when the event happened. The amount is what was agreed, where it differs from what was expected. */
export const dealWon = event('deal-won', 1, {
  importable: true,
  about: aboutDeal,
  payload: { amount: optional(money), reason: optional(word), comment: optional(open(text)) },
  refers: { owner: 'person' },
});
