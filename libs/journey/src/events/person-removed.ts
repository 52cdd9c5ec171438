import { event, open, optional, required, text } from '#kernel';

/** Somebody of the company may not sign in any more. */
export const personRemoved = event('person-removed', 1, {
  about: { person: required },
  payload: { reason: optional(open(text)) },
});
