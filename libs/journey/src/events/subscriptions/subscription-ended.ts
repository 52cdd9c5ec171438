import { event, flag, optional, word } from '#kernel';
import { aboutSubscription } from '../../vocabulary.js';

/** A subscription is over. */
export const subscriptionEnded = event('subscription-ended', 1, {
  importable: true,
  about: aboutSubscription,
  payload: { reason: optional(word), voluntary: optional(flag) },
});
