import { event, optional, required, word } from '#kernel';

/** A team is no more. */
export const teamClosed = event('team-closed', 1, {
  importable: true,
  about: { team: required },
  payload: { reason: optional(word) },
});
