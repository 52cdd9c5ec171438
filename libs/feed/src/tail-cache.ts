import { LogReplaced, type EventLog, type Position, type RecordedEvent } from '#kernel';

/** How long a look at the head of the log counts, in milliseconds. */
const HEAD_COUNTS_MS = 1_000;

/** A batch ends with the event that makes its texts this long together. */
const BATCH_CHARACTERS = 16 * 1024 * 1024;

/** The newest part of the log in memory, shared by its readers. Readers that lag behind it read the log themselves. */
export class TailCache {
  private events: RecordedEvent[] = [];
  /** Everything in the log after this position up to `to` is in `events`. */
  private from: Position = -1;
  private to: Position = -1;
  private reading: Promise<void> | null = null;
  private atEnd = false;
  /** Whether the last page read was as large as was asked for: there is probably more. */
  private full = false;
  /** Characters of the texts in `events`. */
  private held = 0;
  private head: { readonly position: Position; readonly at: number } | null = null;

  constructor(
    private readonly log: EventLog,
    /** Events kept, at most; and characters of their texts. */
    private readonly most: { readonly events: number; readonly characters: number },
    /** Hears of every read that found events, whether they were in memory already. */
    private readonly onRead: (fromMemory: boolean) => void = () => undefined,
  ) {}

  /** The end may have moved: look again at the next read. */
  stale(): void {
    this.atEnd = false;
  }

  /** Whether there is more after a position, as far as reading the log has shown. */
  hasMore(after: Position): boolean {
    return after < this.to || this.full;
  }

  /**
   * Up to `limit` events after a position, fewer where they are large, in order; empty at the end of the log. Throws LogReplaced where the log
   * ends before that position, or is another one.
   */
  async read(after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    for (let fromMemory = true; ; fromMemory = false) {
      if (this.from < 0 || (after > this.to && this.reading === null)) this.restart(after);
      if (after < this.from || after > this.to) {
        const { events } = await this.log.readAll({ after, limit });
        if (events.length === 0) await this.checkHead(after);
        else this.onRead(false);
        return events;
      }
      const start = this.indexAfter(after);
      if (start < this.events.length) {
        this.onRead(fromMemory);
        return this.batch(start, limit);
      }
      if (this.atEnd && this.reading === null) {
        await this.checkHead(after);
        return [];
      }
      this.reading ??= this.extend(limit).finally(() => (this.reading = null));
      await this.reading;
    }
  }

  /**
   * Where there is nothing after a position, the log must at least reach it: throws LogReplaced where it does not. Asked
   * of the log once in a while.
   */
  async checkHead(after: Position): Promise<void> {
    const fresh = this.head !== null && performance.now() - this.head.at < HEAD_COUNTS_MS;
    if (fresh && after <= this.head!.position) return;
    const { position } = await this.log.head();
    this.head = { position, at: performance.now() };
    if (after <= position) return;
    this.from = this.to = -1;
    throw new LogReplaced(after);
  }

  private batch(start: number, limit: number): readonly RecordedEvent[] {
    const last = Math.min(start + limit, this.events.length);
    let end = start;
    for (let characters = 0; end < last && characters < BATCH_CHARACTERS; end++)
      characters += this.events[end]!.text.length;
    return this.events.slice(start, end);
  }

  private restart(after: Position): void {
    this.events = [];
    this.held = 0;
    this.from = this.to = after;
    this.atEnd = this.full = false;
  }

  private async extend(limit: number): Promise<void> {
    this.atEnd = true;
    const { to } = this;
    const page = await this.log.readAll({ after: to, limit: Math.max(limit, 1) });
    // begun anew meanwhile: this is not what comes next any more
    if (this.to !== to) return;
    this.full = page.events.length >= limit;
    if (page.events.length > 0) {
      // what was appended meanwhile has been told, or will be
      if (page.atEnd !== true) this.atEnd = false;
      for (const event of page.events) {
        this.events.push(event);
        this.held += event.text.length;
      }
      this.to = page.events.at(-1)!.position;
      this.head = { position: this.to, at: performance.now() };
      this.drop();
    }
  }

  private drop(): void {
    let dropped = 0;
    while (this.events.length - dropped > this.most.events || this.held > this.most.characters)
      this.held -= this.events[dropped++]!.text.length;
    if (dropped > 0) this.from = this.events.splice(0, dropped).at(-1)!.position;
  }

  private indexAfter(after: Position): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.events[middle]!.position <= after) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
