import { Kafka, logLevel, CompressionTypes, type Message } from 'kafkajs';
import type { Pool } from 'pg';
import { feedMigrations, laneOfEvent, type KafkaSettings } from '#feed';
import { encodeEvent, kafkaClient, Relay, sourceOf } from '#feed/kafka';
import { ALL_LANES, type EventLog, type RecordedEvent } from '#kernel';
import { createLogger, migrate } from '#platform';
import { startKafkaBroker } from '../libs/feed/test/kafka-broker.js';
import { fillLog } from './filled-log.js';
import { benchServer, median, option, seconds } from './harness.js';

/**
 * What of Kafka's speed the relay leaves: the log published to a topic, against a bare producer that sends the same
 * records, made beforehand. `npm run bench kafka -- --events=N --rounds=N`.
 */
const COUNT = option('events', 100_000);
const ROUNDS = option('rounds', 3);
const BATCH = 2_000;
const PARTITIONS = 16;

const logger = createLogger({ level: 'error' });
const server = await benchServer();
const broker = await startKafkaBroker({ heapMb: 1_024, lasting: true });
try {
  console.log(`Kafka ${broker.version}, PostgreSQL ${server.version}; ${COUNT} events, ${PARTITIONS} partitions, gzip`);
  const filled = await fillLog(server, COUNT);
  const { log, pool } = filled;
  await migrate(filled.url, [feedMigrations]);
  const relayed: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await bareProducer(log, `bare.${round}`));
    await server.settle();
    relayed.push(await relay(log, pool, `relay.${round}`));
    await server.settle();
    console.log(`round ${round + 1}: bare ${rate(bare.at(-1)!)}, relay ${rate(relayed.at(-1)!)}`);
  }
  const ratio = median(bare) / median(relayed);
  console.log(
    `bare producer ${rate(median(bare))}; relay ${rate(median(relayed))}; ratio ${ratio.toFixed(2)} (goal 0.6)`,
  );
  await filled.close();
} finally {
  await broker.close();
  await server.stop();
}

function rate(took: number): string {
  return `${Math.round(COUNT / took).toLocaleString('en')} events/s`;
}

function settings(topic: string): KafkaSettings {
  return {
    brokers: [broker.address],
    tls: false,
    sasl: null,
    topic,
    partitions: PARTITIONS,
    replication: null,
    minInSync: null,
    retentionDays: 7,
    compression: 'gzip',
  };
}

/** Seconds of the relay from the start of its work to the last acknowledgement. */
async function relay(log: EventLog, pool: Pool, topic: string): Promise<number> {
  let left = COUNT;
  let done = (): void => undefined;
  const all = new Promise<void>((resolve) => (done = resolve));
  const told = {
    published: ({ events }: { events: number }) => {
      left -= events;
      if (left <= 0) done();
    },
    stopped: (error: Error) => {
      throw error;
    },
  };
  const kafka = kafkaClient(settings(topic), logger);
  const one = new Relay({ pool, log, kafka, settings: settings(topic), from: 'start', logger, told });
  const took = await seconds(async () => {
    await one.start();
    await all;
  });
  await one.stop();
  return took;
}

/** Seconds of a producer that has its records at hand, with the same acknowledgements, batches and compression. */
async function bareProducer(log: EventLog, topic: string): Promise<number> {
  const batches: Message[][] = [];
  for (let after = 0; ;) {
    const { events } = await log.readAll({ after, limit: BATCH });
    if (events.length === 0) break;
    batches.push(events.map(recordOf));
    after = events.at(-1)!.position;
  }
  const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING });
  const took = await seconds(async () => {
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
    for (const messages of batches)
      await producer.sendBatch({ acks: -1, compression: CompressionTypes.GZIP, topicMessages: [{ topic, messages }] });
    await producer.disconnect();
  });
  return took;
}

function recordOf(event: RecordedEvent): Message {
  const lane = laneOfEvent(event);
  const place = { lane, previous: event.position, chain: event.position, epoch: 1 };
  return { ...encodeEvent(event, place, sourceOf('bench')), partition: lane === ALL_LANES ? 0 : lane % PARTITIONS };
}
