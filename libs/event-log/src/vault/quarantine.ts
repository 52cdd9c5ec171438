import type { EventId, Millis, Problem } from '#kernel';

/** Why a message was set aside: it could not be read, or an event of its id says something else. */
export type QuarantineReason = 'invalid' | 'differs' | 'refused';

/** A message set aside. */
export interface Quarantined {
  /** Computed by the caller, so that the same message set aside again is one entry. */
  readonly id: string;
  readonly source: string;
  readonly receivedAt: Millis;
  readonly reason: QuarantineReason;
  readonly problems: readonly Problem[];
  /** The event that stands, where the message differs from it. */
  readonly firstEvent: EventId | null;
}

/** A page of entries, newest first. */
export interface QuarantinePage {
  readonly items: readonly Quarantined[];
  /** Where the next page begins; null at the end. */
  readonly next: { readonly receivedAt: Millis; readonly id: string } | null;
}

/** Where messages wait that could not become events. Their bytes are kept under a key of the day they came. */
export interface Quarantine {
  /** Keeps messages; durable when this resolves. One whose id is kept already stays as it is. */
  put(entries: readonly (Quarantined & { readonly bytes: Buffer })[]): Promise<void>;
  list(options: {
    readonly source?: string;
    readonly after?: { readonly receivedAt: Millis; readonly id: string };
    readonly limit: number;
  }): Promise<QuarantinePage>;
  /** One entry with its bytes (null once the key of its day is destroyed); null where there is none. */
  get(id: string): Promise<(Quarantined & { readonly bytes: Buffer | null }) | null>;
  close(): Promise<void>;
}

/** Messages set aside in memory. */
export class MemoryQuarantine implements Quarantine {
  private readonly entries = new Map<string, Quarantined & { readonly bytes: Buffer }>();

  put(entries: readonly (Quarantined & { readonly bytes: Buffer })[]): Promise<void> {
    for (const entry of entries) if (!this.entries.has(entry.id)) this.entries.set(entry.id, entry);
    return Promise.resolve();
  }

  list(options: Parameters<Quarantine['list']>[0]): Promise<QuarantinePage> {
    const { source, after, limit } = options;
    const items = [...this.entries.values()]
      .filter((entry) => source === undefined || entry.source === source)
      .sort((a, b) => b.receivedAt - a.receivedAt || (a.id < b.id ? 1 : -1))
      .filter(
        (entry) =>
          after === undefined ||
          entry.receivedAt < after.receivedAt ||
          (entry.receivedAt === after.receivedAt && entry.id < after.id),
      )
      .map(({ bytes: _bytes, ...entry }) => entry);
    return Promise.resolve(pageOf(items.slice(0, limit + 1), limit));
  }

  get(id: string): Promise<(Quarantined & { readonly bytes: Buffer | null }) | null> {
    return Promise.resolve(this.entries.get(id) ?? null);
  }

  close(): Promise<void> {
    this.entries.clear();
    return Promise.resolve();
  }
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
