import { event, id, list, record, wholeNumber } from '#kernel';
import { aboutDeal } from '../../vocabulary.js';

/** A deal counts for several members of staff: their shares in percent, 100 together; an empty list counts it for its owner alone. */
export const dealSplitSet = event('deal-split-set', 1, {
  importable: true,
  about: aboutDeal,
  payload: { shares: list(record({ person: id, percent: wholeNumber })) },
  refers: { owner: 'person' },
});
