import { identity, list, many, open, optional, personal, record, required, text, word } from '#kernel';

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
  'ticket',
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
