import type { FeedBatch, Position, Subscription } from '#kernel';
import type { LanesReader } from './lanes-reader.js';
import { SETTLES_MS, type PartitionsConsumer } from './partitions-consumer.js';

/** How often a reader with nothing to read looks whether the log is still the one it read. */
const LOOK_MS = 1_000;

/** Throws LogReplaced where the log ends before a position. */
export type CheckLog = (position: Position) => Promise<void>;

/** A reader of lanes: of those its consumer has at the moment, and among these of those it was opened for. */
export class KafkaSubscription implements Subscription {
  private readonly ended = new AbortController();

  constructor(
    private readonly consumer: PartitionsConsumer,
    private readonly reader: LanesReader,
    private readonly checkLog: CheckLog,
    private readonly closed: () => Promise<void>,
    /** Lanes that are this reader's whether its consumer has them or not, with where they are: kept here. */
    private readonly fixed = new Map<number, Position>(),
  ) {
    consumer.readers.add(reader);
  }

  async next(max: number, waitMs: number): Promise<FeedBatch> {
    const until = performance.now() + waitMs;
    for (;;) {
      const { count } = this.consumer.news;
      await this.settle(max);
      const batch = this.ended.signal.aborted ? this.batch() : await this.reader.take(max);
      if (batch !== null) {
        this.consumer.room.give();
        return this.withFixed(batch);
      }
      await this.checkReached();
      const left = until - performance.now();
      if (left <= 0) return this.batch();
      await this.consumer.news.wait(Math.min(left, LOOK_MS), this.ended.signal, count);
    }
  }

  /** Waits a moment where only a part is here of what belongs together: each batch costs its reader a transaction. */
  private async settle(max: number): Promise<void> {
    const until = performance.now() + SETTLES_MS;
    for (;;) {
      const { count } = this.consumer.news;
      await this.reader.have(this.consumer.held.all);
      const left = until - performance.now();
      if (left <= 0 || this.ended.signal.aborted || !this.reader.isUneven(max)) return;
      await this.consumer.news.wait(left, this.ended.signal, count);
    }
  }

  /** What was read must be in the log: where windows do not say so yet, the log is asked. */
  private async checkReached(): Promise<void> {
    const beyond = Math.max(this.reader.beyond ?? 0, ...(this.reader.isEmpty ? this.fixed.values() : []));
    if (beyond > 0) await this.checkLog(beyond);
  }

  private batch(): FeedBatch {
    return this.withFixed(this.reader.batch([]));
  }

  private withFixed(batch: FeedBatch): FeedBatch {
    if (this.fixed.size === 0) return batch;
    for (const [lane, position] of batch.watermarks) this.fixed.set(lane, position);
    return { ...batch, watermarks: new Map(this.fixed) };
  }

  async close(): Promise<void> {
    if (this.ended.signal.aborted) return;
    this.ended.abort();
    this.consumer.readers.delete(this.reader);
    this.consumer.room.give();
    await this.closed();
  }
}
