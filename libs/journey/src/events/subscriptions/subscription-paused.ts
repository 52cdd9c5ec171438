import { event, day, optional } from '#kernel';
import { aboutSubscription } from '../../vocabulary.js';

/** A subscription rests: it stays in force, and nothing is paid. */
export const subscriptionPaused = event('subscription-paused', 1, {
  importable: true,
  about: aboutSubscription,
  payload: { resumesOn: optional(day) },
});
