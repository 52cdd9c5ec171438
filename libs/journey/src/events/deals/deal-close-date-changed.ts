import { event, day, optional } from '#kernel';
import { aboutDeal } from '../../vocabulary.js';

/** A deal is expected to close on another day from here on; without one, nobody knows when. */
export const dealCloseDateChanged = event('deal-close-date-changed', 1, {
  importable: true,
  about: aboutDeal,
  payload: { closeOn: optional(day) },
  refers: { owner: 'person' },
});
