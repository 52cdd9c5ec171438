import { CompressionTypes, Kafka, logLevel, type Message } from 'kafkajs';
import type { Pool } from 'pg';
import { laneOfEvent, type KafkaSettings } from '#feed';
import { encodeEvent, kafkaClient, Relay, sourceOf } from '#feed/kafka';
import { ALL_LANES, type EventLog, type RecordedEvent } from '#kernel';
import { createLogger } from '#platform';
import { seconds } from './harness.js';

const BATCH = 2_000;

/** How many partitions the topics have: what an installation has unless told. */
export const PARTITIONS = 16;

/** How a topic is written. */
export interface Writing {
  readonly broker: string;
  readonly topic: string;
  readonly compression: KafkaSettings['compression'];
}

const logger = createLogger({ level: 'error' });

/** What a process costs. */
export interface Cost {
  readonly seconds: number;
  /** Of this process, all its threads. */
  readonly cpuSeconds: number;
}

async function cost(work: () => Promise<unknown>): Promise<Cost> {
  const before = process.cpuUsage();
  const took = await seconds(work);
  const { user, system } = process.cpuUsage(before);
  return { seconds: took, cpuSeconds: (user + system) / 1e6 };
}

function settings({ broker, topic, compression }: Writing): KafkaSettings {
  return {
    brokers: [broker],
    tls: false,
    sasl: null,
    topic,
    partitions: PARTITIONS,
    replication: null,
    minInSync: null,
    retentionDays: 7,
    compression,
  };
}

/** The relay, from the start of its work until so many events are acknowledged. */
export async function relay(log: EventLog, pool: Pool, events: number, writing: Writing): Promise<Cost> {
  let left = events;
  let done = (): void => undefined;
  const all = new Promise<void>((resolve) => (done = resolve));
  const told = {
    published: ({ events: some }: { events: number }) => {
      left -= some;
      if (left <= 0) done();
    },
    stopped: (error: Error) => {
      throw error;
    },
  };
  const of = settings(writing);
  const one = new Relay({ pool, log, kafka: kafkaClient(of, logger), settings: of, from: 'start', logger, told });
  const took = await cost(async () => {
    await one.start();
    await all;
  });
  await one.stop();
  return took;
}

/** A producer that has its records at hand, with the same acknowledgements, batches and compression. */
export async function bareProducer(log: EventLog, { broker, topic, compression }: Writing): Promise<Cost> {
  const batches: Message[][] = [];
  for (let after = 0; ;) {
    const { events } = await log.readAll({ after, limit: BATCH });
    if (events.length === 0) break;
    batches.push(events.map(recordOf));
    after = events.at(-1)!.position;
  }
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  return cost(async () => {
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS }], waitForLeaders: true });
    await admin.disconnect();
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition!,
    });
    await producer.connect();
    const codec = compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None;
    for (const messages of batches)
      await producer.sendBatch({ acks: -1, compression: codec, topicMessages: [{ topic, messages }] });
    await producer.disconnect();
  });
}

/** A consumer that counts what a topic holds and does nothing with it. */
export async function bareConsumer(events: number, { broker, topic }: Writing): Promise<Cost> {
  const consumer = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).consumer({ groupId: `bare.${topic}` });
  let left = events;
  let done = (): void => undefined;
  const all = new Promise<void>((resolve) => (done = resolve));
  const took = await cost(async () => {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch }) => {
        left -= batch.messages.length;
        if (left <= 0) done();
        return Promise.resolve();
      },
    });
    await all;
  });
  await consumer.disconnect();
  return took;
}

function recordOf(event: RecordedEvent): Message {
  const lane = laneOfEvent(event);
  const place = { lane, previous: event.position, chain: event.position, epoch: 1 };
  return { ...encodeEvent(event, place, sourceOf('bench')), partition: lane === ALL_LANES ? 0 : lane % PARTITIONS };
}
