import type { ContactLine, KeyLine, PersonLine, Statement, TouchLine } from '#queries';

export type { ContactRecord, Density, EventDetail, EventLink, RecordField, SearchHit, Statement } from '#queries';

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

/** One line of the list of contacts. */
export type ContactRow = ContactLine;
/** One line of a journey. */
export type Touch = TouchLine;
/** A key, without its secret. */
export type KeyRow = KeyLine;
/** Somebody who may sign in. */
export type PersonRow = PersonLine;

/** Every statement about one field, the newest first. */
export interface FieldHistory {
  readonly field: string;
  readonly items: readonly Statement[];
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

export interface IssuedKey {
  readonly id: string;
  /** The secret itself, shown this once. */
  readonly key: string;
  readonly position: number;
}

export interface AddedPerson {
  readonly link: string;
  readonly expiresAt?: string;
  readonly position?: number;
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
