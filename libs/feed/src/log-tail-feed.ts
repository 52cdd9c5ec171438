import {
  ALL_LANES,
  LANES,
  type CheckpointsOf,
  type EventId,
  type EventLog,
  type Feed,
  type FeedBatch,
  type FeedRecord,
  type Position,
  type RecordedEvent,
  type Subscription,
} from '#kernel';
import { laneOfEvent } from './lane-of-event.js';
import { TailCache } from './tail-cache.js';

/**
 * The feed of an embedded store: follows the end of the log, woken by the log's own notice, polling as a fallback.
 * Readers share what was read last, so that the log is read and decoded once however many follow it.
 */
export class LogTailFeed implements Feed {
  private readonly cache: TailCache;
  private readonly stopWatching: () => void;
  private readonly sleepers = new Set<() => void>();
  private closed = false;

  /**
   * `pollMs`: how often to look when no notice came. `cached`, `cachedCharacters`: events kept in memory for all
   * readers, and characters of their texts, at most.
   */
  constructor(
    private readonly log: EventLog,
    private readonly options: {
      readonly pollMs?: number;
      readonly cached?: number;
      readonly cachedCharacters?: number;
      /** Hears of every read whether it was answered from memory. */
      readonly onRead?: (fromMemory: boolean) => void;
    } = {},
  ) {
    this.cache = new TailCache(
      log,
      { events: options.cached ?? 8_192, characters: options.cachedCharacters ?? 64 * 1024 * 1024 },
      options.onRead,
    );
    this.stopWatching = log.watch(() => this.wake());
  }

  subscribe(after: ReadonlyMap<number, Position>): Promise<Subscription> {
    return Promise.resolve(
      new TailSubscription(
        after,
        (from, limit) => this.cache.read(from, limit),
        (ms, ended) => this.sleep(ms, ended),
      ),
    );
  }

  /** Every process that follows the tail has all lanes, always. */
  async share(checkpoints: CheckpointsOf): Promise<Subscription> {
    return this.subscribe(await checkpoints(Array.from({ length: LANES }, (_, lane) => lane)));
  }

  private wake(): void {
    this.cache.stale();
    for (const wake of this.sleepers) wake();
  }

  /** Until something is appended, a while has passed, or whoever sleeps has ended. */
  private sleep(ms: number, ended: AbortSignal): Promise<void> {
    if (this.closed || ended.aborted || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timeout);
        this.sleepers.delete(done);
        ended.removeEventListener('abort', done);
        this.cache.stale();
        resolve();
      };
      const timeout = setTimeout(done, Math.min(ms, this.options.pollMs ?? 1_000));
      this.sleepers.add(done);
      ended.addEventListener('abort', done);
    });
  }

  close(): Promise<void> {
    this.closed = true;
    this.stopWatching();
    this.wake();
    return Promise.resolve();
  }
}

class TailSubscription implements Subscription {
  private readonly after: Map<number, Position>;
  private readonly previous: Map<number, Position>;
  private cursor: Position;
  private seen: { position: Position; event: EventId } | null = null;
  private readonly ended = new AbortController();

  constructor(
    after: ReadonlyMap<number, Position>,
    private readonly read: (after: Position, limit: number) => Promise<readonly RecordedEvent[]>,
    private readonly sleep: (ms: number, ended: AbortSignal) => Promise<void>,
  ) {
    this.after = new Map(after);
    this.previous = new Map(after);
    this.cursor = Math.min(...after.values());
  }

  async next(max: number, waitMs: number): Promise<FeedBatch> {
    const until = Date.now() + waitMs;
    let events = await this.read(this.cursor, max);
    while (events.length === 0 && !this.ended.signal.aborted && Date.now() < until) {
      await this.sleep(until - Date.now(), this.ended.signal);
      events = await this.read(this.cursor, max);
    }
    const records: FeedRecord[] = [];
    for (const event of events) {
      const lane = laneOfEvent(event);
      if (lane === ALL_LANES) records.push({ lane, previous: 0, event });
      else {
        const after = this.after.get(lane);
        if (after === undefined || event.position <= after) continue;
        records.push({ lane, previous: this.previous.get(lane)!, event });
        this.previous.set(lane, event.position);
      }
    }
    const last = events.at(-1);
    if (last !== undefined) {
      this.cursor = last.position;
      this.seen = { position: last.position, event: last.id };
    }
    const watermarks = new Map<number, Position>();
    for (const [lane, after] of this.after) watermarks.set(lane, Math.max(after, this.cursor));
    return { records, watermarks, seen: this.seen };
  }

  close(): Promise<void> {
    this.ended.abort();
    return Promise.resolve();
  }
}
