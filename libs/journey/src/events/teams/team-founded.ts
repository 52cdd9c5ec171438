import { event, id, oneOf, optional, perhaps, required, word } from '#kernel';
import { FUNCTIONS } from '../../vocabulary.js';

/** A team of staff came to be, perhaps below another one. */
export const teamFounded = event('team-founded', 1, {
  importable: true,
  about: { team: required, parent: perhaps, lead: perhaps },
  payload: {
    name: word,
    /** What it does for customers: which part of the funnel is its own. */
    function: oneOf(...FUNCTIONS),
    region: optional(word),
    /** When it works; around the clock where nothing is said. */
    calendar: optional(id),
  },
  refers: { parent: 'team', lead: 'person' },
});
