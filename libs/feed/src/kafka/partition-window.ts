import type { EventId, FeedRecord, Position } from '#kernel';

/** What a record of a partition states of its place, whoever published it. */
export interface StatedPlace {
  readonly position: Position;
  /** The partition holds nothing between this position and `position`. */
  readonly chain: Position;
  readonly epoch: number;
}

/** An event of the log and where it is: what tells logs apart. */
export interface Seen {
  readonly position: Position;
  readonly event: EventId;
}

/** What a reader takes from a window: records after its cursor, and where it is then. */
export interface Taken {
  readonly records: readonly FeedRecord[];
  readonly to: Position;
  readonly seen: Seen | null;
  /** Of the records' texts. */
  readonly characters: number;
}

/**
 * The newest part of a partition in memory: everything it holds after `from` up to `to`. Records repeated, or of an
 * earlier epoch, change nothing; where some are missing it begins anew after them, and what is before is read from the log.
 */
export class PartitionWindow {
  private records: FeedRecord[] = [];
  private characters = 0;
  private begin: Position | null = null;
  private end: Position = 0;
  private epoch = 0;
  private last: Seen | null = null;

  constructor(
    /** Records kept, at most, and characters of their texts. */
    private readonly most: { readonly records: number; readonly characters: number },
  ) {}

  /** Everything after this position, up to `to`, is here; null before anything was said. */
  get from(): Position | null {
    return this.begin;
  }

  get to(): Position {
    return this.end;
  }

  /** The position of the oldest record; null where there is none. */
  get oldest(): Position | null {
    return this.records[0]?.event.position ?? null;
  }

  get isFull(): boolean {
    return this.records.length >= this.most.records || this.characters >= this.most.characters;
  }

  /** Whether a record says what is known already, or what is not true any more. */
  isNoNews({ position, epoch }: StatedPlace): boolean {
    return this.begin !== null && (epoch < this.epoch || (epoch === this.epoch && position <= this.end));
  }

  /** Takes a record in, or a watermark, which has none; `event`: the log's event at its position. */
  add(place: StatedPlace, record: FeedRecord | null, event: EventId | null): void {
    if (this.isNoNews(place)) return;
    if (this.begin === null || place.epoch > this.epoch || place.chain > this.end) this.beginAt(place.chain);
    this.epoch = place.epoch;
    this.end = place.position;
    if (event !== null) this.last = { position: place.position, event };
    if (record === null) return;
    this.records.push(record);
    this.characters += record.event.text.length;
  }

  /** How many records are after a position. */
  countAfter(position: Position): number {
    return this.records.length - this.indexAfter(position);
  }

  /** Lets go of the oldest record. */
  dropOldest(): void {
    const dropped = this.records.splice(0, Math.max(1, this.records.length >>> 3));
    for (const { event } of dropped) this.characters -= event.text.length;
    this.begin = dropped.at(-1)?.event.position ?? this.begin;
  }

  /** Up to `limit` records after a position that is not before `from`, fewer where they are large. */
  take(after: Position, limit: number, characters: number): Taken {
    const start = this.indexAfter(after);
    const last = Math.min(start + limit, this.records.length);
    let end = start;
    let sum = 0;
    while (end < last && sum < characters) sum += this.records[end++]!.event.text.length;
    if (end === this.records.length && limit > 0)
      return { records: this.records.slice(start), to: Math.max(after, this.end), seen: this.last, characters: sum };
    const event = this.records[end - 1]?.event;
    const seen = end === start || event === undefined ? null : { position: event.position, event: event.id };
    return { records: this.records.slice(start, end), to: seen?.position ?? after, seen, characters: sum };
  }

  private beginAt(position: Position): void {
    this.records = [];
    this.characters = 0;
    this.begin = this.end = position;
    this.last = null;
  }

  private indexAfter(after: Position): number {
    let low = 0;
    let high = this.records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.records[middle]!.event.position <= after) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
