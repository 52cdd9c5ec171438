import { event, optional, word } from '#kernel';
import { aboutDeal } from '../../vocabulary.js';

/** A deal is somebody else's from here on; without an owner, nobody's. */
export const dealOwnerChanged = event('deal-owner-changed', 1, {
  importable: true,
  about: aboutDeal,
  payload: { reason: optional(word) },
  refers: { owner: 'person' },
});
