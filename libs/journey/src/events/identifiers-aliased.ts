import { event } from '#kernel';
import { aboutContact, identifiers } from '../vocabulary.js';

/** A source said that its identifiers belong to one contact. */
export const identifiersAliased = event('identifiers-aliased', 1, {
  about: aboutContact,
  payload: { identifiers },
});
