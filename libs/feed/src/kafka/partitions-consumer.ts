import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { FeedEpoch, type TopicTruth } from './feed-epoch.js';
import { HeldPartitions, type HeldPartition, type WindowSize } from './held-partitions.js';
import { completeAfter, decodeEvent, decodePlace, seenAt, UnreadableRecord, type RecordPlace } from './kafka-record.js';
import type { LanesReader } from './lanes-reader.js';
import { Signal } from './signal.js';

/** What a consumer works with. */
export interface Consuming {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly group: string;
  readonly size: WindowSize;
  /** Of the log whose events are wanted. */
  readonly logId: () => Promise<string>;
  /** The relay's row of the topic; null where there is none. */
  readonly truth: () => Promise<TopicTruth | null>;
  /** From when on records are wanted of some lanes, in epoch milliseconds; 0: all there are. */
  readonly since: (lanes: readonly number[], readers: Iterable<LanesReader>) => Promise<number>;
  /** It cannot go on, and tries again after a while. */
  readonly trouble: (error: unknown, nextTryMs: number) => void;
}

const FIRST_BACK_OFF_MS = 250;
const LONGEST_BACK_OFF_MS = 10_000;
const SESSION_MS = 10_000;
const HEARTBEAT_MS = 1_000;
/** A fetch that finds nothing waits so long: what was asked meanwhile (to seek, to go on) is done after it. */
const FETCH_WAITS_MS = 200;
/** Records between two heartbeats. */
const RECORDS = 500;
/** Readers are waited for so long before their window moves on without them: they read the log then. */
const ROOM_MS = 5_000;
const ENDS_MS = 5_000;
/** How long readers wait for the rest of what the relay published together. */
export const SETTLES_MS = 10;

/**
 * The consumer that fills the windows of the partitions its process has; one for all readers. Offsets are never stored:
 * where readers are is with what they write. A consumer that crashes is made anew, after ever longer pauses.
 */
export class PartitionsConsumer {
  readonly held: HeldPartitions;
  readonly news = new Signal();
  /** Given by readers when they took something. */
  readonly room = new Signal();
  readonly readers = new Set<LanesReader>();
  private readonly epoch: FeedEpoch;
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private backOff = FIRST_BACK_OFF_MS;
  private telling: NodeJS.Timeout | undefined;

  constructor(private readonly consuming: Consuming) {
    // every partition waits for room by itself
    setMaxListeners(0, this.stopped.signal);
    this.held = new HeldPartitions(consuming.size);
    this.epoch = new FeedEpoch(consuming.topic, consuming.logId, consuming.truth);
  }

  start(): void {
    this.running = this.keepRunning();
  }

  /** Leaves the group, and lets go of all partitions. */
  async stop(): Promise<void> {
    this.stopped.abort();
    this.room.give();
    await this.running;
  }

  private async keepRunning(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      try {
        await this.run();
      } catch (error) {
        this.consuming.trouble(error, this.backOff);
        await sleep(this.backOff, undefined, { signal: this.stopped.signal }).catch(() => undefined);
        this.backOff = Math.min(this.backOff * 2, LONGEST_BACK_OFF_MS);
      }
    }
  }

  /** Consumes until it is stopped. Throws what it crashed with. */
  private async run(): Promise<void> {
    const { kafka, topic, group } = this.consuming;
    const published = await this.epoch.refresh();
    const partitions = await this.countPartitions();
    if (published !== 0 && published !== partitions) throw otherPartitions(topic, partitions, published);
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: SESSION_MS * 2,
      maxWaitTimeInMs: FETCH_WAITS_MS,
      allowAutoTopicCreation: false,
      // it is made anew here, whatever it crashed with
      retry: { retries: 3, restartOnFailure: () => Promise.resolve(false) },
    });
    const ended = new AbortController();
    try {
      await new Promise<void>((resolve, reject) => {
        // it was stopped while the topic was looked at: nothing tells of that any more
        if (this.stopped.signal.aborted) return resolve();
        this.stopped.signal.addEventListener('abort', () => resolve(), { signal: ended.signal });
        consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
        consumer.on('consumer.group_join', ({ payload }) => {
          const own = payload.memberAssignment[topic] ?? [];
          // one that did not end in time is none any more
          if (ended.signal.aborted) return;
          if (own.some((partition) => partition >= partitions)) reject(otherPartitions(topic, own.length, partitions));
          else this.assigned(consumer, own, partitions);
        });
        const begin = async (): Promise<void> => {
          await consumer.connect();
          await consumer.subscribe({ topics: [topic], fromBeginning: true });
          await consumer.run({
            autoCommit: false,
            eachBatchAutoResolve: false,
            eachBatch: (payload) => (ended.signal.aborted ? Promise.resolve() : this.take(payload)),
          });
        };
        begin().catch(reject);
      });
    } finally {
      ended.abort();
      this.held.have([], partitions);
      this.news.give();
      // a broker that does not answer is told by the end of the session
      await Promise.race([consumer.disconnect().catch(() => undefined), sleep(ENDS_MS, undefined, { ref: false })]);
    }
  }

  private async countPartitions(): Promise<number> {
    const { kafka, topic } = this.consuming;
    const admin = kafka.admin();
    try {
      await admin.connect();
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return topics[0]!.partitions.length;
    } catch (error) {
      if ((error as { type?: unknown }).type !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
      throw new Error(
        `the brokers have no topic ${topic}: KAFKA_BROKERS and THROUGHLINE_KAFKA_TOPIC must be what they are for the relay, which makes it`,
        { cause: error },
      );
    } finally {
      await admin.disconnect();
    }
  }

  /** Whom the group gave which partitions: what stays goes on after the last record taken, what is new begins by time. */
  private assigned(consumer: Consumer, partitions: readonly number[], of: number): void {
    const { topic } = this.consuming;
    const came = this.held.have(partitions, of);
    for (const { partition, next } of this.held.all)
      if (next !== null) consumer.seek({ topic, partition, offset: String(next) });
    if (came.length > 0) {
      consumer.pause([{ topic, partitions: came.map(({ partition }) => partition) }]);
      void this.begin(consumer, came);
    }
    this.news.give();
  }

  private async begin(consumer: Consumer, came: readonly HeldPartition[]): Promise<void> {
    const { topic } = this.consuming;
    const still = ({ partition, window }: HeldPartition): boolean => this.held.get(partition)?.window === window;
    try {
      const offsets = await this.offsets(came.flatMap(({ lanes }) => lanes));
      for (const held of came) {
        const offset = offsets.get(held.partition);
        if (offset === undefined || !still(held)) continue;
        consumer.seek({ topic, partition: held.partition, offset });
        // where it goes on when the group is joined again before anything was taken
        held.next ??= BigInt(offset);
      }
    } catch (error) {
      // it begins where the topic does: more to read, nothing lost
      this.consuming.trouble(error, 0);
    } finally {
      const partitions = came.filter(still).map(({ partition }) => partition);
      if (partitions.length > 0 && !this.stopped.signal.aborted) consumer.resume([{ topic, partitions }]);
    }
  }

  /** Where records begin that readers have not written yet, by partition; empty where all of them are wanted. */
  private async offsets(lanes: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const { kafka, topic, since } = this.consuming;
    const from = await since(lanes, this.readers);
    if (from <= 0) return new Map();
    const admin = kafka.admin();
    try {
      await admin.connect();
      const found = await admin.fetchTopicOffsetsByTimestamp(topic, from);
      return new Map(found.map(({ partition, offset }) => [partition, offset]));
    } finally {
      await admin.disconnect();
    }
  }

  private async take({ batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload): Promise<void> {
    const held = this.held.get(batch.partition);
    const goesOn = (): boolean => isRunning() && !isStale() && this.held.get(batch.partition) === held;
    if (held === undefined) return;
    let taken = 0;
    try {
      for (const message of batch.messages) {
        if (!goesOn()) return;
        if (held.window.isFull) await this.makeRoom(held, heartbeat, goesOn);
        await this.takeOne(held, message);
        held.next = BigInt(message.offset) + 1n;
        this.backOff = FIRST_BACK_OFF_MS;
        if (++taken % RECORDS !== 0) continue;
        this.news.give();
        await heartbeat();
      }
      held.next = BigInt(batch.lastOffset()) + 1n;
    } finally {
      if (held.next !== null) resolveOffset(String(held.next - 1n));
      this.tell();
    }
    await heartbeat();
  }

  /** Wakes readers once for what was published together: partitions come one after the other, and waking costs every reader. */
  private tell(): void {
    const now = (): void => {
      clearTimeout(this.telling);
      this.telling = undefined;
      this.news.give();
    };
    if (this.held.areEven) now();
    else this.telling ??= setTimeout(now, SETTLES_MS);
  }

  /** A record that cannot be read is told of and left out: what the next one names as before it shows the gap. */
  private async takeOne(held: HeldPartition, message: EachBatchPayload['batch']['messages'][number]): Promise<void> {
    try {
      const place = decodePlace(message);
      if (place === null) return;
      if (this.epoch.isSurpassedBy(place.epoch)) await this.epoch.refresh();
      this.believe(held, message, place);
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      this.consuming.trouble(error, 0);
    }
  }

  private believe(
    { window }: HeldPartition,
    message: EachBatchPayload['batch']['messages'][number],
    place: RecordPlace,
  ): void {
    if (!this.epoch.believes(message, place.epoch)) return;
    if (place.kind === 'watermark') return window.add(place, null, seenAt(message));
    if (!window.isNoNews(place)) {
      const record = decodeEvent(message, place);
      window.add(place, record, record.event.id);
    }
    // a repeat may say more than the record did that it repeats
    const complete = completeAfter(message, place);
    if (complete !== null) window.add(complete, null, seenAt(message));
  }

  /** Waits a while for readers that are in a full window; those that are behind it do not matter. */
  private async makeRoom(
    { window }: HeldPartition,
    heartbeat: () => Promise<void>,
    goesOn: () => boolean,
  ): Promise<void> {
    const until = performance.now() + ROOM_MS;
    this.news.give();
    while (goesOn() && performance.now() < until && [...this.readers].some((reader) => reader.needsOldest(window))) {
      await this.room.wait(HEARTBEAT_MS, this.stopped.signal);
      await heartbeat();
    }
    window.dropOldest();
  }
}

/** Lanes would be looked for where they are not. */
function otherPartitions(topic: string, has: number, published: number): Error {
  return new Error(
    `the topic ${topic} has ${has} partitions, its relay publishes to ${published}: move to a new topic by setting THROUGHLINE_KAFKA_TOPIC to another name for the relay and all projectors`,
  );
}
