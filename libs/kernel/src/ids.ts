import { hash } from 'node:crypto';

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** An event's id: UUIDv8, computed from source and message id, the same in every process of an installation. */
export type EventId = Branded<string, 'EventId'>;
/** An identifier's node (an email, a user id, ...): UUIDv8 of kind, namespace, normalised value and generation. */
export type NodeId = Branded<string, 'NodeId'>;
/** A place in one log: grows, may have gaps, means nothing in another log. */
export type Position = number;
/** Epoch milliseconds, UTC. */
export type Millis = number;

/** 64 lanes, for ever: how the feed's work is divided. */
export const LANES = 64;

/** The lane of a subject: FNV-1a (32 bit) over its UTF-16 code units, modulo 64. Frozen: checkpoints depend on it. */
export function laneOf(subject: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < subject.length; i++) {
    h ^= subject.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  return (h >>> 0) % LANES;
}

const SEPARATOR = '\u001f';

function uuid8(hex: string, kind: string = hex.charAt(13)): string {
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${kind}${hex.slice(14, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Frozen: the digit after the version tells a node's kind, so that it outlives the erasure of its value. */
const NODE_KINDS: Readonly<Record<string, string>> = {
  user: '1',
  email: '2',
  phone: '3',
  external: '4',
  anonymous: '5',
  company: '6',
  domain: '7',
  /** An address of a role (info@, sales@): whoever sits there, it joins nobody. */
  mailbox: '8',
};
const KIND_OF_DIGIT: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(NODE_KINDS).map(([kind, digit]) => [digit, kind]),
);

/** What kind of identifier a node stands for; `other` for kinds without a digit of their own. */
export function kindOfNode(node: string): string {
  return KIND_OF_DIGIT[node.charAt(15)] ?? 'other';
}

/** Whether a node is an identifier of a company: a source's group, or a domain. */
export function isCompanyNode(node: string): boolean {
  const digit = node.charAt(15);
  return digit === NODE_KINDS['company'] || digit === NODE_KINDS['domain'];
}

/** Byte 6 of the nodes of companies, for SQL: the version, 8, and the digit of their kinds. */
export const COMPANY_NODE_BYTES: readonly number[] = ['company', 'domain'].map((kind) =>
  Number(`0x8${NODE_KINDS[kind]}`),
);

/**
 * What of a group's node tells its source: 20 bits that groups of one source have in common, so that two of them are
 * told apart when nothing else is known of them any more.
 */
export function sourceOfGroup(node: string): string {
  return node.slice(-5);
}

/** The installation's computed ids. Without the secret nobody can test whether an address is in the log. */
export interface Ids {
  /** The id of the event a source reported under a message id. */
  event(source: string, messageId: string): EventId;
  /** The node of a person's or company's identifier. `value` is normalised already; generation counts erasures. */
  node(kind: string, namespace: string, value: string, generation?: number): NodeId;
  /** An id derived from anything else: commands of reactions, streams, imports. */
  derived(...parts: readonly string[]): string;
  /** A 128-bit keyed fingerprint (uuid form) of a source's message without its transport fields; bytes are UTF-8. */
  fingerprint(text: string | Uint8Array): string;
}

/**
 * Ids keyed by the installation's secret (at least 32 bytes; throws otherwise).
 * The keyed hash is SHA-256 over one full block made of the secret, then the message, cut to 122 bits: the cut
 * keeps more than half of the state back, so the hash cannot be extended without the secret.
 */
export function makeIds(secret: Buffer): Ids {
  if (secret.length < 32) throw new Error('the id secret must have at least 32 bytes');
  const key = hash('sha256', secret, 'hex');
  const digest = (domain: string, message: string): string =>
    hash('sha256', `${key}${domain}${SEPARATOR}${message}`, 'hex');
  const keyed = (domain: string, message: string): string => uuid8(digest(domain, message));
  const print = hashedBehind(`${key}fingerprint${SEPARATOR}`);
  return {
    event: (source, messageId) => keyed('event', `${source}${SEPARATOR}${messageId}`) as EventId,
    node: (kind, namespace, value, generation = 0) => {
      const hex = digest('node', `${kind}${SEPARATOR}${namespace}${SEPARATOR}${value}${SEPARATOR}${generation}`);
      const own = kind === 'company' ? hex.slice(0, 27) + digest('namespace', namespace).slice(0, 5) : hex;
      return uuid8(own, NODE_KINDS[kind] ?? '0') as NodeId;
    },
    derived: (...parts) => keyed('derived', parts.join(SEPARATOR)),
    fingerprint: (text) => (typeof text === 'string' ? keyed('fingerprint', text) : uuid8(print(text))),
  };
}

/** SHA-256 of bytes behind a prefix, put together in memory that is used again. */
function hashedBehind(prefix: string): (bytes: Uint8Array) => string {
  const memory = Buffer.alloc(64 * 1024);
  const begin = memory.write(prefix);
  return (bytes) => {
    const size = begin + bytes.length;
    if (size > memory.length) return hash('sha256', Buffer.concat([memory.subarray(0, begin), bytes]), 'hex');
    memory.set(bytes, begin);
    return hash('sha256', memory.subarray(0, size), 'hex');
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a lower-case UUID. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
