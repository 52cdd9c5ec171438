import { event, optional } from '#kernel';
import { aboutSubscription, money } from '../../vocabulary.js';

/** A payment that had failed was made after all. */
export const subscriptionPaymentRecovered = event('subscription-payment-recovered', 1, {
  importable: true,
  about: aboutSubscription,
  payload: { amount: optional(money) },
});
