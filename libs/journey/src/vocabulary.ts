import {
  identity,
  list,
  many,
  oneOf,
  open,
  optional,
  perhaps,
  personal,
  record,
  required,
  text,
  largeNumber,
  wholeNumber,
  word,
} from '#kernel';
import { inexactly } from './money.js';

/** Where a touch takes place. `other` is for what no word here fits. */
export const CHANNELS = [
  'email',
  'webinar',
  'call',
  'meeting',
  'chat',
  'web',
  'product',
  'social',
  'ad',
  'event',
  'sms',
  'post',
  'survey',
  'order',
  'subscription',
  'deal',
  'ticket',
  'handoff',
  'partner',
  'other',
] as const;
export type Channel = (typeof CHANNELS)[number];

const channels: ReadonlySet<string> = new Set(CHANNELS);

/** Whether a word is one of the channels. */
export function isChannel(word: unknown): word is Channel {
  return typeof word === 'string' && channels.has(word);
}

/** Which side acted: `in` is the contact, `out` is the company. */
export const DIRECTIONS = ['in', 'out'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/**
 * The core of the vocabulary of kinds, each with who acts; null where it takes a look at the call to know. Kinds are
 * open: a source may say another word, and nothing but its direction is unknown then.
 */
export const KINDS: Readonly<Record<string, Direction | null>> = {
  sent: 'out',
  delivered: 'out',
  bounced: 'out',
  blocked: 'out',
  invited: 'out',
  offered: 'out',
  opened: 'in',
  clicked: 'in',
  replied: 'in',
  forwarded: 'in',
  unsubscribed: 'in',
  complained: 'in',
  subscribed: 'in',
  registered: 'in',
  attended: 'in',
  'no-show': 'in',
  cancelled: 'in',
  booked: 'in',
  held: null,
  answered: null,
  missed: null,
  started: null,
  ended: null,
  received: null,
  viewed: 'in',
  searched: 'in',
  submitted: 'in',
  downloaded: 'in',
  installed: 'in',
  'signed-up': 'in',
  'signed-in': 'in',
  'signed-out': 'in',
  added: 'in',
  removed: 'in',
  shared: 'in',
  reviewed: 'in',
  purchased: 'in',
  refunded: 'out',
  created: 'in',
  updated: null,
  closed: null,
  reopened: 'in',
};

/** Who acted, for a kind of the core; undefined where the word alone does not say. */
export function directionOf(kind: string): Direction | undefined {
  return Object.hasOwn(KINDS, kind) ? (KINDS[kind] ?? undefined) : undefined;
}

/** Whom a contact's event concerns: its strongest identifier's node, and the nodes of the others it names. */
export const aboutContact = { profile: required, others: many } as const;

/** The identifiers an event names, normalised, in the order of `profile, ...others`. The namespace is often empty. */
export const identifiers = personal('identity', list(record({ kind: word, namespace: open(text), value: identity })));

/**
 * The identifiers of companies an event names (the domain of an address, a source's group), in the order of their nodes
 * in `about`. They say nothing about a person: they stay when the address they came from is erased.
 */
export const companies = optional(list(record({ kind: word, namespace: open(text), value: open(text) })));

const saidMoney = record({ amount: largeNumber, currency: word, exponent: optional(wholeNumber) });

/**
 * Money: whole minor units of a currency (ISO 4217). `exponent` is how many decimals the minor unit is; the currency's
 * own where it is missing (2 for most, 0 for JPY, 3 for KWD). An amount that cannot be said in whole minor units of the
 * currency's own is refused: kept in these, it would be another one.
 */
export const money: typeof saidMoney = {
  ...saidMoney,
  check: (value, where, problems) => {
    const before = problems.length;
    const said = saidMoney.check(value, where, problems);
    const what = problems.length > before ? null : inexactly(said);
    if (what !== null)
      problems.push({ where: `${where}.exponent`, what, remedy: 'say it in decimals of the currency' });
    return said;
  },
};

/** What a deal or an order is made of. `amount` is for all of the quantity; `cost` is what that costs the company. */
export const line = record({
  product: word,
  quantity: optional(wholeNumber),
  amount: optional(money),
  cost: optional(money),
});

/** Which touches are meant: all of what is named must be so. */
export const touchPattern = record({
  channel: optional(word),
  kind: optional(word),
  campaign: optional(word),
  source: optional(word),
});

/** What a team does for customers: marketing has the top of the funnel, sales the middle, service the bottom. */
export const FUNCTIONS = ['marketing', 'sales', 'service', 'finance', 'partner', 'other'] as const;
export type TeamFunction = (typeof FUNCTIONS)[number];

/** What members of staff do with a contact. */
export const ACTIVITY_KINDS = ['call', 'email', 'meeting', 'demo', 'visit', 'message', 'note'] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** What brings a contact into a stage of the funnel by itself. */
export const STAGE_CAUSES = [
  'touched',
  'captured',
  'qualified',
  'handoff-accepted',
  'deal-opened',
  'became-customer',
  'cancellation-announced',
  'subscription-ended',
  'subscription-resumed',
] as const;
export type StageCause = (typeof STAGE_CAUSES)[number];

/**
 * What a deal's events concern: the deal, whom it is with (a contact and the identifiers it is named by, a company), and
 * whose it is. Every event of one names them as they are then.
 */
export const aboutDeal = {
  deal: required,
  profile: perhaps,
  others: many,
  company: perhaps,
  owner: perhaps,
} as const;

/** What a ticket's events concern: the ticket, whose it is, who works on it; `into` is what it was merged into. */
export const aboutTicket = {
  ticket: required,
  profile: perhaps,
  others: many,
  company: perhaps,
  assignee: perhaps,
  team: perhaps,
  into: perhaps,
} as const;

/** What a subscription's events concern: the subscription, and the customer. */
export const aboutSubscription = { subscription: required, profile: perhaps, others: many, company: perhaps } as const;

/** What an order's events concern: the order, and the customer. */
export const aboutOrder = { order: required, profile: perhaps, others: many, company: perhaps } as const;

/**
 * What a handoff's events concern: the contract, the contact (or company), who gives and for which team, to which team or
 * whom, who answered.
 */
export const aboutHandoff = {
  handoff: required,
  profile: required,
  from: perhaps,
  fromTeam: perhaps,
  team: perhaps,
  to: perhaps,
  person: perhaps,
  deal: perhaps,
} as const;

/** Who those are that a handoff's events name otherwise than by what they are. */
export const handoffRefers = {
  from: 'person',
  fromTeam: 'team',
  to: 'person',
  person: 'person',
  owner: 'person',
} as const;

/** As `aboutHandoff`, where an offer came to nothing: `owner` is whose the contact is then, where it is not the giver's. */
export const aboutHandoffOver = { ...aboutHandoff, owner: perhaps } as const;

/**
 * Whose a contact is when an offer came to nothing: the giver's, as where nothing is said; where they have left, the lead's
 * of their team (`owner`), else nobody's.
 */
export const backTo = optional(oneOf('giver', 'lead', 'nobody'));
