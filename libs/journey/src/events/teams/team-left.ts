import { event, required } from '#kernel';

/** A member of staff does not belong to a team any more. */
export const teamLeft = event('team-left', 1, {
  importable: true,
  about: { person: required, team: required },
  payload: {},
});
