import { event } from '#kernel';
import { aboutDeal } from '../../vocabulary.js';

/** A contact takes no part in a deal any more. */
export const dealContactRemoved = event('deal-contact-removed', 1, {
  importable: true,
  about: aboutDeal,
  payload: {},
  refers: { owner: 'person' },
});
