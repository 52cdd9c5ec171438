import { open, query, text } from '#kernel';
import { companyOf } from '../reading/company.js';
import { heldTogether, type Identities } from './identities.js';

/** What joined the groups and domains of a company: the first 500 pairs. */
export const companyIdentities = query('company-identities', {
  path: 'companies/:company/identities',
  permission: 'contacts.read',
  params: { company: open(text) },
  reads: ['identity'],
  answer: async (asking, { company }): Promise<Identities | null> => {
    const members = await companyOf(asking, company);
    return members === null ? null : heldTogether(asking, members);
  },
});
