import { event, open, optional, properties, text, word } from '#kernel';
import { aboutContact, identifiers } from '../vocabulary.js';

/** A source put a contact into a group, usually a company. */
export const contactGrouped = event('contact-grouped', 1, {
  about: aboutContact,
  payload: {
    /** The source's id of the group. */
    group: word,
    /** A company's name is not a person's: it still counts after an erasure. */
    companyName: optional(open(text)),
    /** What the source says about the group, kept raw. */
    traits: optional(properties),
    identifiers,
  },
});
