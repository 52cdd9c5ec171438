import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import {
  type CheckpointsOf,
  type EventLog,
  type Feed,
  type Position,
  type RecordedEvent,
  type Subscription,
} from '#kernel';
import { TailCache } from '../tail-cache.js';
import type { TopicTruth } from './feed-epoch.js';
import type { WindowSize } from './held-partitions.js';
import { KafkaSubscription } from './kafka-subscription.js';
import { LanesReader } from './lanes-reader.js';
import { PartitionsConsumer } from './partitions-consumer.js';

/** What a feed on Kafka works on. */
export interface KafkaFeedOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  /** Processes that share lanes have the same name; one that runs other read models has another. */
  readonly name: string;
  /** What the topic does not hold is read from here. */
  readonly log: EventLog;
  /** The relay's row of the topic; null where no relay has published to it. */
  readonly truth: () => Promise<TopicTruth | null>;
  /** It cannot read the topic, and tries again after a while. */
  readonly trouble: (error: unknown, nextTryMs: number) => void;
  /** Kept in memory for all readers: records, and characters of their texts. */
  readonly size?: WindowSize;
}

const SIZE: WindowSize = { records: 16_384, characters: 64 * 1024 * 1024 };

/** Read from the log and kept for readers that follow each other closely. */
const FROM_LOG = { events: 8_192, characters: 32 * 1024 * 1024 };

/** Clocks of log and brokers, and what a batch may hold back: records this much older than wanted are read too. */
const MARGIN_MS = 60_000;

/** A consumer nobody reads from is kept so long: a reader that begins again finds it. */
const LINGER_MS = 5_000;

/**
 * The feed from Kafka: one consumer per process for all readers that share lanes, one for all that read fixed lanes. A
 * reader takes from memory what the consumer brings, and from the log what is older, or missing in the topic.
 */
export class KafkaFeed implements Feed {
  private readonly log: TailCache;
  private readonly shared: Consumers;
  private readonly fixed: Consumers;

  constructor(private readonly options: KafkaFeedOptions) {
    this.log = new TailCache(options.log, FROM_LOG);
    this.shared = new Consumers(() => this.consumer(`${options.topic}.${options.name}`));
    this.fixed = new Consumers(() => this.consumer(`${options.topic}.all.${randomUUID()}`));
  }

  async subscribe(after: ReadonlyMap<number, Position>): Promise<Subscription> {
    const at = new Map(after);
    const known: CheckpointsOf = (lanes) =>
      Promise.resolve(new Map(lanes.flatMap((lane) => (at.has(lane) ? [[lane, at.get(lane)!] as const] : []))));
    return this.open(this.fixed, known, at);
  }

  async share(checkpoints: CheckpointsOf): Promise<Subscription> {
    return this.open(this.shared, checkpoints);
  }

  private open(consumers: Consumers, checkpoints: CheckpointsOf, fixed?: Map<number, Position>): Subscription {
    const reader = new LanesReader(checkpoints, (after, limit) => this.readLog(after, limit));
    const consumer = consumers.take();
    return new KafkaSubscription(
      consumer,
      reader,
      (position) => this.log.checkHead(position),
      () => consumers.give(),
      fixed,
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.shared.close(), this.fixed.close()]);
  }

  private consumer(group: string): PartitionsConsumer {
    const { kafka, topic, log, truth, trouble, size } = this.options;
    return new PartitionsConsumer({
      kafka,
      topic,
      group,
      logId: async () => (await log.identity()).id,
      truth,
      trouble,
      size: size ?? SIZE,
      since: (lanes, readers) => this.since(lanes, readers),
    });
  }

  private readLog(after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    this.log.stale();
    return this.log.read(after, limit);
  }

  /**
   * When the oldest event was recorded that the reader who is furthest wants of some lanes, with a margin. Those behind it
   * read the log until they are where the topic's records begin: nobody waits while they are replayed.
   */
  private async since(lanes: readonly number[], readers: Iterable<LanesReader>): Promise<number> {
    let furthest: Position = 0;
    for (const reader of readers) {
      const own = await reader.stored(lanes);
      if (own.length > 0) furthest = Math.max(furthest, Math.min(...own));
    }
    const [event] = furthest > 0 ? await this.options.log.readAt([furthest]) : [];
    return (event?.recordedAt ?? Date.now()) - MARGIN_MS;
  }
}

/** A consumer while anybody reads from it, and a moment longer. */
class Consumers {
  private consumer: PartitionsConsumer | null = null;
  private readers = 0;
  private lingering: NodeJS.Timeout | null = null;
  private ending: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(private readonly make: () => PartitionsConsumer) {}

  take(): PartitionsConsumer {
    if (this.closed) throw new Error('the feed is closed');
    if (this.lingering !== null) clearTimeout(this.lingering);
    this.lingering = null;
    this.readers++;
    if (this.consumer === null) {
      this.consumer = this.make();
      this.consumer.start();
    }
    return this.consumer;
  }

  give(): Promise<void> {
    this.readers--;
    if (this.readers > 0 || this.closed) return Promise.resolve();
    this.lingering = setTimeout(() => void this.end(), LINGER_MS);
    this.lingering.unref();
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.lingering !== null) clearTimeout(this.lingering);
    await this.end();
  }

  private end(): Promise<void> {
    const { consumer } = this;
    this.consumer = null;
    if (consumer !== null) this.ending = Promise.all([this.ending, consumer.stop()]).then(() => undefined);
    return this.ending;
  }
}
