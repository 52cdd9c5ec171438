import { event, optional, word } from '#kernel';
import { aboutOrder, money } from '../../vocabulary.js';

/** Some or all of what an order cost was given back. */
export const orderRefunded = event('order-refunded', 1, {
  importable: true,
  about: aboutOrder,
  payload: { amount: money, reason: optional(word) },
});
