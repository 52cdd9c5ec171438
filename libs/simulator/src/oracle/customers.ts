import { contactsKnown, nodeOf, nodeOfPerson, profileOf } from './contacts-told.js';
import { customersAt, type Customer } from './customers-told.js';
import { ordersAt } from './orders-told.js';
import { heard, once, type Recorded } from './recorded.js';
import { subscriptions } from './subscriptions-told.js';
import { survivalOf } from './survival-of.js';
import {
  closingOf,
  count,
  endOf,
  hoursBetween,
  quantile,
  sums,
  told,
  within,
  type Expected,
  type Oracle,
} from './told.js';
import { touches, type Touch } from './touches-told.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A month in the mean of the Gregorian calendar: 365.2425 / 12 days. */
const MONTH = (365.2425 / 12) * DAY;

/** "first-time customers" */
export const customersAdded: Oracle = (history, asked) =>
  count(customersAt(history, asked.knownUpTo, asked.asOf).filter(({ since }) => within(asked, since)).length);

/** "since first becoming a customer", in days, at the end of the period */
export const tenure: Oracle = (history, asked) => {
  const end = endOf(asked);
  const all = customersAt(history, asked.knownUpTo, closingOf(asked));
  return quantile(all.map(({ since }) => (end - since.at) / DAY));
};

/** Contacts of each company: whose address is of its domain, whom a source put into its group, and with whom it does business. */
const contactsOfCompanies = once((history: readonly Recorded[], knownUpTo: number) => {
  const contactOf = contactsKnown(history, knownUpTo);
  const domains = new Map<string, string>();
  const of = new Map<string, Set<string>>();
  const add = (domain: string, contact: string): void => {
    of.set(domain, (of.get(domain) ?? new Set()).add(contact));
  };
  const byAddress = (address: string, contact: string): void => add(address.slice(address.indexOf('@') + 1), contact);
  for (const { company, person } of told(history, knownUpTo)) {
    if (company !== null) domains.set(`company ${company.index}`, company.domain);
    if (person !== null) {
      byAddress(person.email.toLowerCase(), contactOf(nodeOfPerson(person)));
      if (company !== null) add(company.domain, contactOf(nodeOfPerson(person)));
    }
  }
  for (const { type, identifiers, payload } of heard(history, knownUpTo)) {
    const profile = profileOf(identifiers);
    if (type === 'grouped') add(payload['group'] as string, contactOf(profile));
    for (const node of identifiers.map(nodeOf))
      if (node.startsWith('email ')) {
        byAddress(node.slice(6), contactOf(node));
        byAddress(node.slice(6), contactOf(profile));
      }
  }
  return (unit: string): ReadonlySet<string> => of.get(domains.get(unit) ?? '') ?? new Set();
});

/** "from win to the configured first-value event": here the first use of the product, in days */
export const onboardingTime: Oracle = (history, asked) => {
  const used = new Map<string, Touch[]>();
  for (const touch of touches(history, asked))
    if (touch.kind === 'used' && touch.at !== null) used.set(touch.whose, [...(used.get(touch.whose) ?? []), touch]);
  const ofCompany = contactsOfCompanies(history, asked.knownUpTo);
  const whose = ({ unit, isCompany, by }: Customer): Iterable<string> =>
    isCompany ? [...ofCompany(unit), ...(by === null ? [] : [by])] : [unit];
  const customers = customersAt(history, asked.knownUpTo, asked.asOf).filter(({ since }) => within(asked, since));
  return survivalOf(
    customers.map((customer) => {
      const { since } = customer;
      const after = [...whose(customer)].flatMap((one) => used.get(one) ?? []).filter(({ at }) => at!.at >= since.at);
      const first = after.sort((a, b) => a.at!.at - b.at!.at)[0]?.at ?? null;
      const hours = first === null ? (asked.asOf - since.at) / HOUR : hoursBetween(since, first)!;
      return { time: Math.max(0, hours) / 24, over: first !== null };
    }),
  );
};

/** "historic: margin (or revenue) per customer to date", the mean of each currency */
export const lifetimeValue: Oracle = (history, asked): Expected => {
  const end = endOf(asked);
  const at = closingOf(asked);
  const values = new Map<string, number>();
  const add = (unit: string, currency: string, value: number): void => {
    const key = `${unit}|${currency}`;
    values.set(key, (values.get(key) ?? 0) + value);
  };
  for (const { unit, currency, net, margin, cancelled } of ordersAt(history, asked.knownUpTo, at))
    if (!cancelled) add(unit, currency, margin ?? net);
  for (const subscription of subscriptions(history, asked))
    for (const [i, { at: from, terms }] of subscription.steps.entries()) {
      const to = Math.min(subscription.steps[i + 1]?.at ?? Infinity, end);
      if (terms.phase !== 'paid' || terms.currency === null || from >= at || to < from) continue;
      add(subscription.unit, terms.currency, (terms.monthly * (to - from)) / MONTH);
    }
  const currencies = [...new Set([...values.keys()].map((key) => key.split('|')[1]!))];
  const means = currencies.map((currency) => {
    const of = [...values].filter(([key]) => key.endsWith(`|${currency}`)).map(([, value]) => value);
    return [currency, quantile(of, 'mean').value!] as const;
  });
  return { value: null, amounts: sums(means), n: values.size };
};
