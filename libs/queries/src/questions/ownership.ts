import { open, query, text } from '#kernel';
import { membersOf } from '../reading/contact.js';
import { ownershipOf, type Ownership } from '../reading/owners.js';
import { NAMES_READ } from '../reading/who.js';

/** Whose a contact is and was, and its handoffs. */
export const contactOwnership = query('ownership', {
  path: 'contacts/:contact/ownership',
  permission: 'handoffs.read',
  params: { contact: open(text) },
  reads: [...NAMES_READ, 'ownership'],
  clocks: true,
  answer: async (asking, { contact }): Promise<Ownership | null> => {
    const members = await membersOf(asking, contact);
    return members === null ? null : ownershipOf(asking, members);
  },
});
