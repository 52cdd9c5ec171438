import { ask, cancel, reaction, timer, whenever } from '#kernel';
import { endSubscription, subscriptionCancelled, subscriptionEnded, subscriptionResumed } from '#journey';

/** A subscription is said to have ended once its cancellation takes effect, unless it was resumed or ended before. */
export const endSubscriptionWhenCancellationTakesEffect = reaction(
  'end-subscription-when-cancellation-takes-effect',
  1,
  [
    whenever(subscriptionCancelled, ({ about, payload: { effectiveAt } }) =>
      timer(
        `end-${about.subscription}`,
        effectiveAt,
        ask(endSubscription, about.subscription, { announced: effectiveAt }),
      ),
    ),
    whenever(subscriptionResumed, ({ about }) => cancel(`end-${about.subscription}`)),
    whenever(subscriptionEnded, ({ about }) => cancel(`end-${about.subscription}`)),
  ],
);
