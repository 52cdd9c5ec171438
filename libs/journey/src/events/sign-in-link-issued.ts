import { event, instant, required, word } from '#kernel';

/** A one-time link to sign in with was made. Only its hash is kept: the link is shown once. */
export const signInLinkIssued = event('sign-in-link-issued', 1, {
  about: { person: required },
  payload: { linkHash: word, expiresAt: instant },
});
