import { event, open, optional, properties, text, word, widened } from '#kernel';
import { aboutContact, companies, identifiers } from '../vocabulary.js';

/** A source put a contact into a group, usually a company. */
export const contactGrouped = event('contact-grouped', 2, {
  importable: true,
  about: aboutContact,
  payload: {
    /** The source's id of the group. */
    group: word,
    /** A company's name is not a person's: it still counts after an erasure. */
    companyName: optional(open(text)),
    /** What the source says about the group, kept raw. */
    traits: optional(properties),
    identifiers,
    companies,
  },
  companies: { group: 'company' },
  upcast: { 1: widened({ traits: 'content', identifiers: 'identity' }) },
});
