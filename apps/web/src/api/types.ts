/** The shapes the API answers with, as far as the screens read them. */

export type Precision = 'instant' | 'day' | 'none';
export type Direction = 'in' | 'out';
export type StaffRole = 'admin' | 'reader';

export interface Session {
  readonly person: {
    readonly id: string;
    readonly email: string;
    readonly name?: string | null;
    readonly role: StaffRole;
  };
  readonly csrf: string;
  /** The workspace's zone, an IANA name. */
  readonly zone: string;
  readonly version: string;
}

/** One page of a list; `next` is the cursor of the page after it, missing on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
  readonly asOfPosition?: number;
}

export interface ContactRow {
  readonly contact: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly company: string | null;
  readonly touches: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly firstChannel: string | null;
  readonly firstCampaign: string | null;
  readonly lastChannel: string | null;
  readonly lastKind: string | null;
}

/** One statement about a field: what was said, when, by which source, in which event. */
export interface Statement {
  readonly value: string | null;
  readonly erased?: boolean;
  readonly since: string | null;
  readonly until?: string | null;
  readonly source: string;
  readonly actor?: Actor;
  readonly eventId: string;
}

export interface RecordField extends Statement {
  readonly field: string;
  /** How many statements there are about it, this one included. */
  readonly statements?: number;
}

export interface Identifier {
  readonly node: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly value: string | null;
  readonly erased?: boolean;
  readonly firstSeen: string | null;
}

export interface Touch {
  readonly eventId: string;
  readonly position: number;
  readonly at: string | null;
  readonly precision: Precision;
  readonly channel: string;
  readonly kind: string;
  readonly direction: Direction | null;
  readonly campaign: string | null;
  readonly name: string | null;
  readonly title: string | null;
  readonly source: string;
}

export interface ContactRecord {
  readonly contact: string;
  /** The contact that was asked for, where it has been joined to another since. */
  readonly redirectedFrom?: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly company: string | null;
  readonly fields: readonly RecordField[];
  readonly identifiers: readonly Identifier[];
  readonly activity: {
    readonly touches: number;
    readonly firstAt: string | null;
    readonly lastAt: string | null;
    readonly first: Touch | null;
    readonly last: Touch | null;
    readonly byChannel?: readonly { readonly channel: string; readonly touches: number }[];
  };
}

export interface Density {
  readonly buckets: readonly { readonly from: string; readonly touches: number }[];
}

export interface FieldHistory {
  readonly field: string;
  readonly items: readonly Statement[];
}

export interface Actor {
  readonly kind: 'person' | 'key' | 'rule' | 'system';
  readonly id: string;
  readonly name?: string | null;
}

/** Another event, named so that it can be linked to. */
export interface EventLink {
  readonly id: string;
  readonly type: string;
  readonly at?: string | null;
}

export interface EventDetail {
  readonly envelope: {
    readonly id: string;
    readonly type: string;
    readonly version: number;
    readonly stream?: string;
    readonly about: Readonly<Record<string, string | readonly string[]>>;
    readonly occurredAt?: string;
    readonly actor: Actor;
    readonly onBehalfOf?: string;
    readonly authority?: { readonly kind: string; readonly name: string; readonly version?: number };
    readonly source: { readonly name: string; readonly messageId: string };
    readonly cause?: string;
    readonly correlation?: string;
    readonly origin?: 'history';
    readonly import?: string;
    readonly [more: string]: unknown;
  };
  /** Opened; a field whose key is destroyed reads `{erased: true}`. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly position: number;
  readonly recordedAt: string;
  readonly contact?: string | null;
  readonly cause?: EventLink | null;
  readonly effects: readonly EventLink[];
  readonly takenBack?: { readonly by: string; readonly at: string; readonly reason?: string | null } | null;
}

export interface Rebuilding {
  /** From 0 to 1. */
  readonly progress: number;
  /** Events a second. */
  readonly rate: number;
  readonly secondsLeft: number | null;
}

export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  readonly live: boolean;
  readonly position: number;
  readonly head: number;
  /** In events. */
  readonly lag: number;
  readonly lagSeconds: number;
  readonly rate: number;
  readonly rebuilding?: Rebuilding | null;
  readonly previousVersion?: number | null;
  readonly deadLetters: number;
  readonly halted?: string | null;
}

export interface DeadLetter {
  readonly id: string;
  readonly projection: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly position: number;
  readonly at: string;
  readonly error: string;
  readonly attempts: number;
}

export interface Freshness {
  readonly position: number;
  readonly head: number;
  readonly lagSeconds: number;
  readonly rebuilding?: (Rebuilding & { readonly name: string }) | null;
  readonly halted?: readonly string[];
}

export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly issuedAt: string;
  readonly issuedBy: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

export interface IssuedKey {
  readonly id: string;
  /** The secret itself, shown this once. */
  readonly key: string;
  readonly position: number;
}

export interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: StaffRole;
  readonly addedAt: string;
  readonly signedInAt: string | null;
  readonly linkExpiresAt: string | null;
}

export interface AddedPerson {
  readonly link: string;
  readonly expiresAt?: string;
  readonly position?: number;
}

export interface SearchHit {
  readonly contact: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly company: string | null;
}

/** RFC 9457 problem details. */
export interface Problem {
  readonly type?: string;
  readonly title: string;
  readonly status: number;
  readonly code?: string;
  readonly detail?: string;
  readonly retryAfter?: number;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** What a live message says: which projections changed up to which position, or how fresh they are. */
export interface LiveMessage {
  readonly changed?: readonly string[];
  readonly position?: number;
  readonly freshness?: Freshness;
}
