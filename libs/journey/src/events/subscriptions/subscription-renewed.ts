import { event, day, optional } from '#kernel';
import { aboutSubscription } from '../../vocabulary.js';

/** A subscription goes on for another term. */
export const subscriptionRenewed = event('subscription-renewed', 1, {
  importable: true,
  about: aboutSubscription,
  payload: { renewsOn: optional(day) },
});
