import { randomUUID } from 'node:crypto';
import { logLevel, Kafka, type KafkaMessage } from 'kafkajs';
import { completeAfter, decodeEvent, decodePlace, type RecordPlace } from '../src/kafka/kafka-record.js';
import type { FeedRecord, Position, RecordedEvent } from '#kernel';

/** A record of the topic as it was found. */
export interface Found {
  readonly partition: number;
  readonly place: RecordPlace;
  /** Null of a watermark. */
  readonly record: FeedRecord | null;
  readonly message: KafkaMessage;
}

/** Everything in a topic, in the order of each partition. */
export async function readTopic(brokers: string, topic: string): Promise<readonly Found[]> {
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map((await admin.fetchTopicOffsets(topic)).map((one) => [one.partition, Number(one.high)]));
  await admin.disconnect();
  const left = new Set([...ends].filter(([, high]) => high > 0).map(([partition]) => partition));
  const found: Found[] = [];
  if (left.size === 0) return found;
  const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        eachMessage: ({ partition, message }) => {
          const place = decodePlace(message)!;
          const record = place.kind === 'event' ? decodeEvent(message, place) : null;
          if (Number(message.offset) < ends.get(partition)!) found.push({ partition, place, record, message });
          if (Number(message.offset) >= ends.get(partition)! - 1) left.delete(partition);
          if (left.size === 0) resolve();
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return found.sort((a, b) => a.partition - b.partition || Number(a.message.offset) - Number(b.message.offset));
}

/** What a reader makes of a topic: what comes for the first time, how often something is repeated. */
export interface Heard {
  readonly events: ReadonlyMap<number, readonly RecordedEvent[]>;
  readonly repeats: number;
  /** Up to where each partition is known to be complete. */
  readonly to: ReadonlyMap<number, Position>;
}

/** Reads as a consumer does that begins after a position. Throws where something is missing between two records. */
export function hear(found: readonly Found[], partitions: number, after: Position): Heard {
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  const events = new Map<number, RecordedEvent[]>(all.map((partition) => [partition, []]));
  const to = new Map(all.map((partition) => [partition, after]));
  let repeats = 0;
  for (const { partition, place, record, message } of found) {
    const reached = to.get(partition)!;
    const through = completeAfter(message, place)?.position ?? place.position;
    to.set(partition, Math.max(reached, through));
    if (place.position <= reached) {
      if (record !== null) repeats++;
      continue;
    }
    if (place.chain > reached)
      throw new Error(`partition ${partition}: nothing tells of what is between ${reached} and ${place.chain}`);
    if (record !== null) events.get(partition)!.push(record.event);
  }
  return { events, repeats, to };
}
