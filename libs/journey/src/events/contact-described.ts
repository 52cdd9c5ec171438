import { event, personal, properties } from '#kernel';
import { aboutContact, identifiers } from '../vocabulary.js';

/** A source stated fields of a contact: a name, a plan, a company. The newest statement about a field is its value. */
export const contactDescribed = event('contact-described', 1, {
  about: aboutContact,
  payload: { traits: personal('identity', properties), identifiers },
});
