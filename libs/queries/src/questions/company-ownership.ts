import { isCompanyNode, open, query, text } from '#kernel';
import { componentOf } from '../reading/contact.js';
import { ownershipOf, type Ownership } from '../reading/owners.js';
import { NAMES_READ } from '../reading/who.js';

/** Whose a company is and was, and its handoffs. */
export const companyOwnership = query('company-ownership', {
  path: 'companies/:company/ownership',
  permission: 'handoffs.read',
  params: { company: open(text) },
  reads: [...NAMES_READ, 'ownership'],
  clocks: true,
  answer: async (asking, { company }): Promise<Ownership | null> => {
    const members = await componentOf(asking, company);
    return members === null || !isCompanyNode(members.contact) ? null : ownershipOf(asking, members);
  },
});
