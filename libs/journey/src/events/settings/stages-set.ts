import { event, list, oneOf, optional, record, required, wholeNumber, word } from '#kernel';
import { FUNCTIONS, STAGE_CAUSES, touchPattern } from '../../vocabulary.js';

/** The stages of the funnel, in order, and what brings a contact into them. */
export const stagesSet = event('stages-set', 1, {
  about: { stages: required },
  payload: {
    stages: list(
      record({
        name: word,
        /** Which function's part of the funnel it is. */
        function: oneOf(...FUNCTIONS),
        /** How long a contact is to stay, in hours. */
        target: optional(wholeNumber),
        /** What is expected to have come out before the next one. */
        outcomes: list(word),
        /** What brings a contact here by itself. */
        causes: list(oneOf(...STAGE_CAUSES)),
      }),
    ),
    /** Touches that capture a lead, and those that qualify one: by channel and kind, perhaps by campaign. */
    captures: list(touchPattern),
    qualifies: list(touchPattern),
  },
});
