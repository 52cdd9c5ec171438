import { event, required, word } from '#kernel';

/** The one-time link's time was over before anybody used it. */
export const signInLinkExpired = event('sign-in-link-expired', 1, {
  about: { person: required },
  payload: { linkHash: word },
});
