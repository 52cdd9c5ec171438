import { broken, id, isCompanyNode, optional } from '#kernel';
import { namedOnly } from './named-only.js';

/** Parameters that name a customer: a contact, a company, or both, each by one of its nodes. */
export const namedCustomer = { contact: optional(id), company: optional(id) } as const;

/** Whom something is with, as `about` says it: the contact and the identifiers it is named by, the company. */
export interface Customer {
  readonly profile?: string;
  readonly others?: readonly string[];
  readonly company?: string;
}

/**
 * The customer that a command names. Throws `{thing}.without-customer` for none, `{thing}.contact-unfit` and
 * `{thing}.company-unfit` for a node of the other kind.
 */
export function customerOf(
  thing: string,
  named: { readonly contact?: string | undefined; readonly company?: string | undefined },
): Customer {
  const { contact, company } = named;
  if (contact === undefined && company === undefined) throw broken(`${thing}.without-customer`);
  if (contact !== undefined && isCompanyNode(contact)) throw broken(`${thing}.contact-unfit`);
  if (company !== undefined && !isCompanyNode(company)) throw broken(`${thing}.company-unfit`);
  return namedOnly({ profile: contact, company });
}

/** The customer after an event that names one: what it does not name stays. */
export function customerAfter(before: Customer, { profile, others, company }: Customer): Customer {
  return namedOnly({
    profile: profile ?? before.profile,
    others: profile === undefined ? before.others : others,
    company: company ?? before.company,
  });
}
