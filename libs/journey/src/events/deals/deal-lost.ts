import { event, open, optional, text, word } from '#kernel';
import { aboutDeal } from '../../vocabulary.js';

/** A deal was lost, when the event happened. */
export const dealLost = event('deal-lost', 1, {
  importable: true,
  about: aboutDeal,
  payload: { reason: optional(word), comment: optional(open(text)) },
  refers: { owner: 'person' },
});
