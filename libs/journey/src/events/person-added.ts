import { event, identity, optional, required, word } from '#kernel';

/** Somebody of the company may sign in, once they have used their sign-in link. */
export const personAdded = event('person-added', 1, {
  about: { person: required },
  payload: { email: identity, role: word, name: optional(identity) },
});
