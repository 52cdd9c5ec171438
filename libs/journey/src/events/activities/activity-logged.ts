import { event, many, oneOf, optional, perhaps, required, text, wholeNumber, word } from '#kernel';
import { ACTIVITY_KINDS, DIRECTIONS, companies, identifiers } from '../../vocabulary.js';

/** A member of staff (`person`; the actor where none is named) did something with a contact: a touch with an actor. */
export const activityLogged = event('activity-logged', 1, {
  importable: true,
  about: { profile: required, others: many, company: perhaps, person: perhaps, deal: perhaps, ticket: perhaps },
  payload: {
    kind: oneOf(...ACTIVITY_KINDS),
    /** Who reached out; staff where nothing is said. */
    direction: optional(oneOf(...DIRECTIONS)),
    outcome: optional(word),
    minutes: optional(wholeNumber),
    title: optional(text),
    note: optional(text),
    identifiers: optional(identifiers),
    companies,
  },
});
