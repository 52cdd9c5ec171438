import { event, open, optional, text, word } from '#kernel';
import { aboutDeal } from '../../vocabulary.js';

/** A deal that was closed is open again, in the stage named or the one it was closed in. */
export const dealReopened = event('deal-reopened', 1, {
  importable: true,
  about: aboutDeal,
  payload: { stage: optional(word), reason: optional(word), comment: optional(open(text)) },
  refers: { owner: 'person' },
});
