import { event, oneOf, optional, required } from '#kernel';

/** A member of staff belongs to a team from here on: to one at a time. */
export const teamJoined = event('team-joined', 1, {
  importable: true,
  about: { person: required, team: required },
  payload: { role: optional(oneOf('member', 'lead')) },
});
