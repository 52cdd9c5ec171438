import type { EventId, Millis, NodeId, Position } from './ids.js';
import type { Category } from './shape.js';

/** Who recorded something. */
export interface Actor {
  readonly kind: 'person' | 'key' | 'rule' | 'system';
  readonly id: string;
}

/** On whose right something was done: a role, a scope of a key, a rule's or policy's version. */
export interface Authority {
  readonly kind: 'role' | 'scope' | 'policy' | 'rule';
  readonly name: string;
  readonly version?: number;
}

/** A sealed part: [category, data subject's node, base64url(nonce ‖ ciphertext ‖ tag), base64url commitment]. */
export type SealedPart = readonly [category: Category, subject: NodeId, sealed: string, commitment: string];

/** What is stored, verbatim: the text of this object is the text that is hashed. */
export interface Envelope {
  readonly id: EventId;
  readonly type: string;
  readonly version: number;
  /** Missing on touches, whose stream is `touch-{id}`. */
  readonly stream?: string;
  readonly about: Readonly<Record<string, string | readonly string[]>>;
  /** Instant (`…Z`) or day; missing when the precision is none. */
  readonly occurredAt?: string;
  readonly actor: Actor;
  readonly onBehalfOf?: string;
  readonly authority?: Authority;
  readonly source: { readonly name: string; readonly messageId: string };
  readonly cause?: EventId;
  readonly correlation?: string;
  readonly supersedes?: EventId;
  /** Missing means `live`. */
  readonly origin?: 'history';
  readonly import?: string;
  readonly fingerprint: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly sealed?: readonly SealedPart[];
  /** Never stored: on an amended target as it is read, the amendment whose id its parts are sealed with. */
  readonly sealedWith?: EventId;
}

/** Metadata the machinery adds to a happening. */
export interface Metadata {
  readonly actor: Actor;
  readonly onBehalfOf?: string;
  readonly authority?: Authority;
  readonly source: { readonly name: string; readonly messageId: string };
  readonly cause?: EventId;
  readonly correlation?: string;
  readonly origin?: 'live' | 'history';
  readonly import?: string;
  /** The text (bytes: UTF-8) whose keyed fingerprint tells repeats from conflicts; the happening's own content if missing. */
  readonly stated?: string | Uint8Array;
  /** That fingerprint, where it was computed already. */
  readonly fingerprint?: string;
}

/** An event ready to append. */
export interface NewEvent {
  readonly id: EventId;
  readonly type: string;
  readonly subject: string;
  readonly fingerprint: string;
  readonly source: string;
  /** The import it came with; null for what came by itself. */
  readonly import: string | null;
  /** The envelope's text, stored as it is. */
  readonly text: string;
}

/** An event as the log returns it. */
export interface RecordedEvent {
  readonly position: Position;
  readonly recordedAt: Millis;
  /** Within its stream, from 0. */
  readonly revision: number;
  readonly stream: string;
  readonly id: EventId;
  readonly type: string;
  readonly text: string;
}

/** The largest envelope, in bytes of UTF-8: 256 KB. */
export const MAX_EVENT_BYTES = 256 * 1024;

/** The stream of a touch. */
export function touchStream(id: EventId): string {
  return `touch-${id}`;
}
