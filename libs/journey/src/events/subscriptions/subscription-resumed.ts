import { event, oneOf, optional, wholeNumber, word } from '#kernel';
import { aboutSubscription, money } from '../../vocabulary.js';

/** A subscription that was paused, cancelled or over is in force again; what is not named is as it was. */
export const subscriptionResumed = event('subscription-resumed', 1, {
  importable: true,
  about: aboutSubscription,
  payload: {
    plan: optional(word),
    quantity: optional(wholeNumber),
    /** What is paid for each interval, for all of the quantity, net of tax and discount. */
    price: optional(money),
    /** How often; a month where nothing is said. */
    interval: optional(oneOf('month', 'quarter', 'year')),
  },
});
