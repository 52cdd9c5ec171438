import { event, identity, optional, required, word } from '#kernel';

/** The one-time link was used, a password chosen and, perhaps, a name given: the link opens nothing any more. */
export const signInLinkUsed = event('sign-in-link-used', 1, {
  about: { person: required },
  payload: { linkHash: word, name: optional(identity) },
});
