import { event, flag, instant, optional, word } from '#kernel';
import { aboutSubscription } from '../../vocabulary.js';

/** The end of a subscription was announced: it stays in force until it takes effect, and `subscription-ended` says that it has. */
export const subscriptionCancelled = event('subscription-cancelled', 1, {
  importable: true,
  about: aboutSubscription,
  payload: {
    /** From when on it is over. */
    effectiveAt: instant,
    reason: optional(word),
    /** Whether the customer wanted it; a payment that never came is not voluntary. */
    voluntary: optional(flag),
  },
});
