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
  readonly act: 'mended' | 'tried' | 'discarded' | 'expired';
  readonly at: Millis;
  /** Who: `person …`, `key …`, `rule …`. */
  readonly by: string;
  readonly event: EventId | null;
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
  /** Keeps messages, and counts them; durable when this resolves. One whose id is kept already is counted once more. */
  put(entries: readonly Aside[], receipt?: SetAsideReceipt): Promise<void>;
  list(options: Filter & { readonly after?: Place; readonly limit: number }): Promise<QuarantinePage>;
  /** One entry, opened; null where there is none. */
  get(id: string): Promise<Opened | null>;
  /** Notes what was done about an entry. A waiting one changes its state; one that is settled stays as it is: false. */
  settle(id: string, act: Omit<Act, 'at'> & { readonly act: 'mended' | 'tried' | 'discarded' }): Promise<boolean>;
  counts(): Promise<readonly QuarantineCount[]>;
  /** Destroys the keys of all days before one (`2026-03-01`); answers how many entries cannot be read any more. */
  expire(before: string, by: string): Promise<number>;
  close(): Promise<void>;
}

interface Held extends Aside {
  state: QuarantineState;
  times: number;
  lastAt: Millis;
  event: EventId | null;
  destroyed: boolean;
  readonly acts: Act[];
}

/** Messages set aside in memory. */
export class MemoryQuarantine implements Quarantine {
  private readonly entries = new Map<string, Held>();
  /** What was counted. */
  readonly receipts: SetAsideReceipt[] = [];

  put(entries: readonly Aside[], receipt?: SetAsideReceipt): Promise<void> {
    for (const entry of entries) {
      const { id, receivedAt } = entry;
      const held = this.entries.get(id);
      if (held === undefined)
        this.entries.set(id, {
          ...entry,
          state: 'waiting',
          times: 1,
          lastAt: receivedAt,
          event: null,
          destroyed: false,
          acts: [],
        });
      else {
        held.times++;
        held.lastAt = Math.max(held.lastAt, receivedAt);
      }
    }
    if (receipt !== undefined) this.receipts.push(receipt);
    return Promise.resolve();
  }

  list(options: Parameters<Quarantine['list']>[0]): Promise<QuarantinePage> {
    const { source, reason, state, after, limit } = options;
    const items = [...this.entries.values()]
      .filter(
        (entry) =>
          (source === undefined || entry.source === source) &&
          (reason === undefined || entry.reason === reason) &&
          (state === undefined || entry.state === state),
      )
      .sort((a, b) => b.receivedAt - a.receivedAt || (a.id < b.id ? 1 : -1))
      .filter(
        (entry) =>
          after === undefined ||
          entry.receivedAt < after.receivedAt ||
          (entry.receivedAt === after.receivedAt && entry.id < after.id),
      )
      .map(listed);
    return Promise.resolve(pageOf(items.slice(0, limit + 1), limit));
  }

  get(id: string): Promise<Opened | null> {
    const held = this.entries.get(id);
    if (held === undefined) return Promise.resolve(null);
    const { bytes, problems, messageId = null, once = null, acts, destroyed } = held;
    return Promise.resolve({
      ...listed(held),
      bytes: destroyed ? null : bytes,
      problems: destroyed ? null : problems,
      messageId: destroyed ? null : messageId,
      once: destroyed ? null : once,
      acts: [...acts],
    });
  }

  settle(id: string, act: Parameters<Quarantine['settle']>[1]): Promise<boolean> {
    const held = this.entries.get(id);
    if (held?.state !== 'waiting') return Promise.resolve(false);
    held.acts.push({ ...act, at: Date.now() });
    if (act.act !== 'tried') held.state = act.act;
    if (act.act === 'mended') held.event = act.event;
    return Promise.resolve(true);
  }

  counts(): Promise<readonly QuarantineCount[]> {
    const counts = new Map<
      string,
      { source: string; reason: QuarantineReason; state: QuarantineState; entries: number }
    >();
    for (const { source, reason, state } of this.entries.values()) {
      const key = JSON.stringify([source, reason, state]);
      const count = counts.get(key) ?? { source, reason, state, entries: 0 };
      count.entries++;
      counts.set(key, count);
    }
    return Promise.resolve([...counts.values()]);
  }

  expire(before: string, by: string): Promise<number> {
    let expired = 0;
    for (const held of this.entries.values()) {
      if (dayOf(held.receivedAt) >= before || held.destroyed) continue;
      held.destroyed = true;
      if (held.state !== 'waiting') continue;
      held.state = 'expired';
      held.acts.push({ act: 'expired', at: Date.now(), by, event: null, note: null });
      expired++;
    }
    return Promise.resolve(expired);
  }

  close(): Promise<void> {
    this.entries.clear();
    return Promise.resolve();
  }
}

function listed(entry: Held): Quarantined {
  const { id, source, receivedAt, reason, firstEvent, connector, path, state, times, lastAt, event } = entry;
  return {
    id,
    source,
    receivedAt,
    reason,
    firstEvent,
    connector: connector ?? null,
    path: path ?? null,
    state,
    times,
    lastAt,
    event,
  };
}

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
