import { event, optional } from '#kernel';
import { aboutDeal, money } from '../../vocabulary.js';

/** A deal is expected to be worth another amount from here on; without one, nobody knows. */
export const dealAmountChanged = event('deal-amount-changed', 1, {
  importable: true,
  about: aboutDeal,
  payload: { amount: optional(money) },
  refers: { owner: 'person' },
});
