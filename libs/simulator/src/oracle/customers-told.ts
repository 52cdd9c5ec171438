import type { Millis } from '#kernel';
import type { Dealing } from '../dealings/index.js';
import { contactsKnown, nodeOfPerson } from './contacts-told.js';
import { dealsCorrected } from './deals-told.js';
import { once, type Recorded } from './recorded.js';
import { momentOf, told, type Moment } from './told.js';

/** Something that makes customers: a deal won, a paid subscription, an order; by itself or for a company. */
interface Purchase {
  readonly at: Moment;
  readonly contact: string | null;
  readonly company: string | null;
}

/** A customer unit, and what first made it one; of a company, for whom of it that was. */
export interface Customer {
  readonly unit: string;
  readonly isCompany: boolean;
  readonly since: Moment;
  readonly by: string | null;
}

const purchasesKnown = once((history: readonly Recorded[], knownUpTo: number): readonly Purchase[] => {
  const contactOf = contactsKnown(history, knownUpTo);
  const by = ({ person, company }: Dealing, at: Moment): Purchase => ({
    at,
    contact: person === null ? null : contactOf(nodeOfPerson(person)),
    company: company === null ? null : `company ${company.index}`,
  });
  const bought = told(history, knownUpTo)
    .filter(({ definition: { name } }) => name === 'order-placed' || name === 'subscription-started')
    .map((dealing) => by(dealing, momentOf(dealing)!));
  const won = dealsCorrected(history, knownUpTo).flatMap((words) =>
    words.filter(({ word }) => word === 'won').map(({ dealing, moment }) => by(dealing, moment!)),
  );
  return [...bought, ...won].sort((a, b) => a.at.at - b.at.at);
});

/** "A customer unit from its first won deal, paid subscription start or order", at an instant: the account if there is one, else the contact. */
export function customersAt(history: readonly Recorded[], knownUpTo: number, at: Millis): readonly Customer[] {
  const customers = new Map<string, Customer>();
  for (const { at: since, contact, company } of purchasesKnown(history, knownUpTo)) {
    if (since.at > at) break;
    const unit = company ?? contact;
    if (unit !== null && !customers.has(unit))
      customers.set(unit, { unit, isCompany: company !== null, since, by: contact });
  }
  return [...customers.values()];
}

/** Contacts that bought, for themselves or for their company, and when they first did. */
export function buyersAt(history: readonly Recorded[], knownUpTo: number, at: Millis): ReadonlyMap<string, Moment> {
  const first = new Map<string, Moment>();
  for (const { at: since, contact } of purchasesKnown(history, knownUpTo))
    if (since.at <= at && contact !== null && !first.has(contact)) first.set(contact, since);
  return first;
}
