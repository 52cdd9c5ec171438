import { event, open, optional, required, text } from '#kernel';

/** A source's key opens nothing any more. */
export const keyRevoked = event('key-revoked', 1, {
  about: { key: required },
  payload: { reason: optional(open(text)) },
});
