import type { Millis } from '#kernel';
import { contactsKnown, profileOf } from './contacts-told.js';
import { heard, once, type Recorded } from './recorded.js';
import { endOf, ratio, type Asked, type Oracle } from './told.js';
import { momentOfMessage, touches } from './touches-told.js';

const YEAR = 365 * 86_400_000;
const REQUIRED = ['name', 'email', 'phone', 'company'];

/** Something stated of a contact's field. */
interface Statement {
  readonly contact: string;
  readonly field: string;
  readonly value: string;
  readonly at: Millis;
}

/** Everything that was stated of contacts, as time went. */
const statedKnown = once((history: readonly Recorded[], knownUpTo: number): readonly Statement[] => {
  const contactOf = contactsKnown(history, knownUpTo);
  return heard(history, knownUpTo)
    .flatMap((message): Statement[] => {
      const { type, payload, identifiers } = message;
      if (type !== 'grouped' && type !== 'described') return [];
      const contact = contactOf(profileOf(identifiers));
      const { at } = momentOfMessage(message)!;
      if (type === 'grouped') return [{ contact, field: 'company', value: payload['companyName'] as string, at }];
      const traits = payload['traits'] as Readonly<Record<string, string>>;
      return Object.entries(traits).map(([field, value]) => ({ contact, field, value: value.trim(), at }));
    })
    .sort((a, b) => a.at - b.at);
});

/** A value of a field as it stands: since when it has been that without a break, and when it was last said. */
interface Value extends Statement {
  readonly confirmed: Millis;
}

/** What stands in every field of every contact at the end of the period. */
function valuesAt(history: readonly Recorded[], asked: Asked): Value[] {
  const end = endOf(asked);
  const values = new Map<string, Value>();
  const said = new Map<string, Millis>();
  for (const statement of statedKnown(history, asked.knownUpTo)) {
    const { contact, field, value, at } = statement;
    if (at > end) break;
    const key = `${contact} ${field}`;
    if (at < end) said.set(`${key} ${value}`, at);
    if (values.get(key)?.value !== value) values.set(key, { ...statement, confirmed: at });
  }
  return [...values].map(([key, value]) => ({ ...value, confirmed: said.get(`${key} ${value.value}`) ?? -Infinity }));
}

/** "required fields filled": of a name, an address, a number and a company */
export const completeness: Oracle = (history, asked) => {
  const filled = new Map<string, number>();
  for (const { contact, field, value } of valuesAt(history, asked))
    filled.set(contact, (filled.get(contact) ?? 0) + (REQUIRED.includes(field) && value !== '' ? 1 : 0));
  const all = [...filled.values()].reduce((sum, n) => sum + n, 0);
  return ratio(all, filled.size * REQUIRED.length);
};

/** "values confirmed within their decay horizon": a year */
export const timeliness: Oracle = (history, asked) => {
  const values = valuesAt(history, asked);
  return ratio(values.filter(({ confirmed }) => confirmed >= endOf(asked) - YEAR).length, values.length);
};

/** "values passing their format and not bounced or disconnected" */
export const validity: Oracle = (history, asked) => {
  const end = endOf(asked);
  const last = new Map<string, number>();
  for (const { whose, channel, kind, at } of touches(history, asked)) {
    if (channel !== 'email' || at === null || at.at >= end) continue;
    const what =
      kind === 'bounced' ? kind : ['delivered', 'opened', 'clicked', 'replied'].includes(kind) ? 'came' : null;
    if (what !== null) last.set(`${whose} ${what}`, Math.max(last.get(`${whose} ${what}`) ?? -Infinity, at.at));
  }
  const values = valuesAt(history, asked).filter(({ field }) => field === 'email' || field === 'phone');
  const valid = values.filter(({ contact, field, value, at }) => {
    if (field === 'phone') return /^\+?\d{7,15}$/.test(value.replaceAll(/[-\s()./]/g, ''));
    const bounced = last.get(`${contact} bounced`) ?? -Infinity;
    const came = last.get(`${contact} came`) ?? -Infinity;
    return /^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/.test(value) && (bounced < at || came >= bounced);
  });
  return ratio(valid.length, values.length);
};
