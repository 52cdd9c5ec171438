import { event, list } from '#kernel';
import { aboutDeal, line } from '../../vocabulary.js';

/** What a deal is about to sell: all of its lines, in place of those before. */
export const dealLinesSet = event('deal-lines-set', 1, {
  importable: true,
  about: aboutDeal,
  payload: { lines: list(line) },
  refers: { owner: 'person' },
});
