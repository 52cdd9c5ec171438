import { event, widened } from '#kernel';
import { aboutContact, companies, identifiers } from '../vocabulary.js';

/** A source said that its identifiers belong to one contact. */
export const identifiersAliased = event('identifiers-aliased', 2, {
  importable: true,
  about: aboutContact,
  payload: { identifiers, companies },
  upcast: { 1: widened({ identifiers: 'identity' }) },
});
