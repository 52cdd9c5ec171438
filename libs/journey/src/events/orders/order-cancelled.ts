import { event, optional, word } from '#kernel';
import { aboutOrder } from '../../vocabulary.js';

/** An order was called off, all of it. */
export const orderCancelled = event('order-cancelled', 1, {
  importable: true,
  about: aboutOrder,
  payload: { reason: optional(word) },
});
