import { event, optional, word } from '#kernel';
import { aboutDeal } from '../../vocabulary.js';

/** A contact takes part in a deal, in a role (decider, user, buyer). `profile` is the contact. */
export const dealContactAdded = event('deal-contact-added', 1, {
  importable: true,
  about: aboutDeal,
  payload: { role: optional(word) },
  refers: { owner: 'person' },
});
