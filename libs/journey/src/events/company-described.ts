import { event, list, open, optional, perhaps, properties, many, required, word } from '#kernel';
import { companies } from '../vocabulary.js';

/**
 * A source stated fields of a company: a name, an industry, a number of employees. Companies are no persons: nothing of
 * it is personal, and it still counts when everybody who works there is erased.
 */
export const companyDescribed = event('company-described', 1, {
  importable: true,
  about: { profile: required, others: many, parent: perhaps },
  payload: {
    /** The source's id of the company. */
    group: optional(word),
    /** Its domains, or addresses on the web that tell them. */
    domains: optional(list(word)),
    /** The source's id of the company it belongs to. */
    parent: optional(word),
    fields: optional(open(properties)),
    companies,
  },
  companies: { group: 'company', domains: 'domain', parent: 'parent' },
});
