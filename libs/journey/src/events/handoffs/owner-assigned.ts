import { event, id, many, optional, perhaps, required, word } from '#kernel';

/**
 * A contact or a company is somebody's, for a team, from here on; without a person, nobody's. `over` are nodes of it whose
 * own owners of the team it outweighs, for as long as they are one with it: contacts that are linked have several.
 */
export const ownerAssigned = event('owner-assigned', 1, {
  about: { profile: required, team: perhaps, person: perhaps, over: many },
  payload: {
    reason: optional(word),
    /** The reassignment it is a part of: all of one are taken back together. */
    reassignment: optional(id),
  },
});
