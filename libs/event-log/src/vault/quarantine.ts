import type { EventId, Millis, Problem, SaidOnce } from '#kernel';

/** Why a message may be set aside. */
export const QUARANTINE_REASONS = [
  'invalid',
  'differs',
  'refused',
  'future',
  'before-1970',
  'card-number',
  'forbidden',
] as const;
/** Why a message was set aside. */
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

/** What may have become of an entry. */
export const QUARANTINE_STATES = ['waiting', 'mended', 'discarded', 'expired'] as const;
/** `mended`: recorded after all; `discarded`: by a person; `expired`: the key of its day is destroyed. */
export type QuarantineState = (typeof QUARANTINE_STATES)[number];

/** A message to set aside. */
export interface Aside {
  /** Computed by the caller, so that the same message set aside again is one entry. */
  readonly id: string;
  readonly source: string;
  readonly receivedAt: Millis;
  readonly reason: QuarantineReason;
  /** They may quote what the client typed: they are sealed with the bytes. */
  readonly problems: readonly Problem[];
  /** The event that stands, where the message differs from it. */
  readonly firstEvent: EventId | null;
  readonly bytes: Buffer;
  /** The source's id of it, where it named one outside of what it states; sealed with the bytes. */
  readonly messageId?: string | null;
  /** The connector that read it and the path it came by: what a replay goes through. */
  readonly connector?: string | null;
  readonly path?: string | null;
  /** What its delivery said once for all of its messages; sealed with the bytes. */
  readonly once?: SaidOnce | null;
}

/** A message set aside, without what it says. */
export interface Quarantined extends Omit<Aside, 'bytes' | 'problems' | 'messageId' | 'once' | 'connector' | 'path'> {
  readonly connector: string | null;
  readonly path: string | null;
  readonly state: QuarantineState;
  /** How often it was set aside. */
  readonly times: number;
  readonly lastAt: Millis;
  /** The event it became, once it is mended. */
  readonly event: EventId | null;
}

/** An entry opened; bytes and problems are null once the key of its day is destroyed. */
export interface Opened extends Quarantined {
  readonly bytes: Buffer | null;
  readonly problems: readonly Problem[] | null;
  readonly messageId: string | null;
  readonly once: SaidOnce | null;
  /** What was done about it, first to last. */
  readonly acts: readonly Act[];
}

/** Something that was done about an entry. */
export interface Act {
  /** `reopened`: it came again after it had expired. */
  readonly act: 'mended' | 'tried' | 'discarded' | 'expired' | 'reopened';
  readonly at: Millis;
  /** Who: `person …`, `key …`, `rule …`. */
  readonly by: string;
  readonly event: EventId | null;
  /** Null too once the key of its day is destroyed. */
  readonly note: string | null;
}

/** A page of entries, newest first. */
export interface QuarantinePage {
  readonly items: readonly Quarantined[];
  /** Where the next page begins; null at the end. */
  readonly next: Place | null;
}

/** A place in the list. */
export interface Place {
  readonly receivedAt: Millis;
  readonly id: string;
}

/** Which entries. */
export interface Filter {
  readonly source?: string;
  readonly reason?: QuarantineReason;
  readonly state?: QuarantineState;
  /** Reasons that are left out. */
  readonly except?: readonly QuarantineReason[];
}

/** How many entries of a source wait, are mended and so on, by reason. */
export interface QuarantineCount {
  readonly source: string;
  readonly reason: QuarantineReason;
  readonly state: QuarantineState;
  readonly entries: number;
}

/** What is counted of a delivery, in the transaction that sets its messages aside. */
export interface SetAsideReceipt {
  readonly source: string;
  readonly at: Millis;
  /** Messages of it that the log has not counted, as they came in. */
  readonly received: number;
  /** Messages of it set aside that the log has not counted. */
  readonly setAside: number;
}

/** Where messages wait that could not become events. Their bytes are kept under a key of the day they came. */
export interface Quarantine {
  /**
   * Keeps messages, and counts them; durable when this resolves. One whose id is kept already is counted once more: it
   * stays settled where it was mended or discarded, waits again where it had expired, and where it waits it is kept
   * under the key of the day it came last.
   */
  put(entries: readonly Aside[], receipt?: SetAsideReceipt): Promise<void>;
  list(options: Filter & { readonly after?: Place; readonly limit: number }): Promise<QuarantinePage>;
  /** One entry, opened; null where there is none. */
  get(id: string): Promise<Opened | null>;
  /**
   * Notes what was done about an entry. A waiting one changes its state; one that is settled stays as it is (false),
   * except that it is mended whenever its event is recorded: that stands, whatever was said meanwhile.
   */
  settle(id: string, act: Omit<Act, 'at'> & { readonly act: 'mended' | 'tried' | 'discarded' }): Promise<boolean>;
  counts(): Promise<readonly QuarantineCount[]>;
  /** Destroys the keys of all days before one (`2026-03-01`); answers how many entries cannot be read any more. */
  expire(before: string, by: string): Promise<number>;
  close(): Promise<void>;
}

/** Who is named where an entry that had expired waits again. */
export const CAME_AGAIN = 'rule came-again';

/** The day of an instant, in UTC: whose key a message is kept under. */
export function dayOf(at: Millis): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** A page out of one entry more than asked for. */
export function pageOf(items: readonly Quarantined[], limit: number): QuarantinePage {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page,
    next: items.length > limit && last !== undefined ? { receivedAt: last.receivedAt, id: last.id } : null,
  };
}
