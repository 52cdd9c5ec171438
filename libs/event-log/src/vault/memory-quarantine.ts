import type { EventId, Millis } from '#kernel';
import {
  CAME_AGAIN,
  dayOf,
  pageOf,
  type Act,
  type Aside,
  type Opened,
  type Quarantine,
  type QuarantineCount,
  type Quarantined,
  type QuarantinePage,
  type QuarantineReason,
  type QuarantineState,
  type SetAsideReceipt,
} from './quarantine.js';

interface Held extends Aside {
  /** Whose key it is kept under. */
  day: string;
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
      const day = dayOf(receivedAt);
      const fresh = { ...entry, day, state: 'waiting', event: null, destroyed: false, lastAt: receivedAt } as const;
      if (held === undefined) this.entries.set(id, { ...fresh, times: 1, acts: [] });
      else if (held.state === 'expired') {
        const acts = [...held.acts, reopened()];
        this.entries.set(id, { ...fresh, times: held.times + 1, acts });
      } else {
        held.times++;
        held.lastAt = Math.max(held.lastAt, receivedAt);
        if (held.state === 'waiting' && day > held.day) held.day = day;
      }
    }
    if (receipt !== undefined) this.receipts.push(receipt);
    return Promise.resolve();
  }

  list(options: Parameters<Quarantine['list']>[0]): Promise<QuarantinePage> {
    const { source, reason, state, except = [], after, limit } = options;
    const items = [...this.entries.values()]
      .filter(
        (entry) =>
          (source === undefined || entry.source === source) &&
          (reason === undefined || entry.reason === reason) &&
          (state === undefined || entry.state === state) &&
          !except.includes(entry.reason),
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
      acts: destroyed ? acts.map((act) => ({ ...act, note: null })) : [...acts],
    });
  }

  settle(id: string, act: Parameters<Quarantine['settle']>[1]): Promise<boolean> {
    const held = this.entries.get(id);
    const settles = held?.state === 'waiting' || (act.act === 'mended' && held?.state !== 'mended');
    if (held === undefined || !settles) return Promise.resolve(false);
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
      if (held.day >= before || held.destroyed) continue;
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

function reopened(): Act {
  return { act: 'reopened', at: Date.now(), by: CAME_AGAIN, event: null, note: null };
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
