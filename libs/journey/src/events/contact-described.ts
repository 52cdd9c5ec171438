import { event, personal, properties, widened } from '#kernel';
import { aboutContact, companies, identifiers } from '../vocabulary.js';

/** A source stated fields of a contact: a name, a plan, a company. The newest statement about a field is its value. */
export const contactDescribed = event('contact-described', 2, {
  importable: true,
  about: aboutContact,
  payload: { traits: personal('identity', properties), identifiers, companies },
  upcast: { 1: widened({ traits: 'identity', identifiers: 'identity' }) },
});
