import { event, optional, required, text } from '#kernel';

/** Somebody looked at two contacts that were suggested as one, and says that they are not: it is not suggested again. */
export const duplicateDismissed = event('duplicate-dismissed', 1, {
  about: { node: required, other: required },
  payload: { reason: optional(text) },
});
