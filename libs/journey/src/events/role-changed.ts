import { event, required, word } from '#kernel';

/** Somebody of the company may do other things from here on. */
export const roleChanged = event('role-changed', 1, {
  about: { person: required },
  payload: { role: word, previous: word },
});
