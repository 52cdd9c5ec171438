import { event, flag, id, oneOf, optional, perhaps, required, word } from '#kernel';
import { FUNCTIONS } from '../../vocabulary.js';

/** A team is another from here on: what is not named stays; `top` says that it is below no other. */
export const teamChanged = event('team-changed', 1, {
  importable: true,
  about: { team: required, parent: perhaps, lead: perhaps },
  payload: {
    name: optional(word),
    function: optional(oneOf(...FUNCTIONS)),
    region: optional(word),
    calendar: optional(id),
    top: optional(flag),
  },
  refers: { parent: 'team', lead: 'person' },
});
