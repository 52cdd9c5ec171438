import { event, optional, word } from '#kernel';
import { aboutSubscription, money } from '../../vocabulary.js';

/** A payment for a subscription failed. */
export const subscriptionPaymentFailed = event('subscription-payment-failed', 1, {
  importable: true,
  about: aboutSubscription,
  payload: { amount: optional(money), reason: optional(word) },
});
