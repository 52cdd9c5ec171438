import { feedMigrations } from '#feed';
import { createPool, migrate } from '#platform';
import { startKafkaBroker } from '../libs/feed/test/kafka-broker.js';
import { fillLog } from './filled-log.js';
import { benchServer, median, option, percentile, report, say, type BenchServer } from './harness.js';
import { followed, unreadLog } from './kafka-following.js';
import { bareConsumer, bareProducer, PARTITIONS, relay, type Cost, type Writing } from './kafka-relaying.js';
import { startApp, type Program } from './running-app.js';
import { measured } from './visible.js';

/**
 * Kafka between the log and the read models, in one run with what it is measured against: the relay and a bare producer
 * of the same records; projectors on Kafka and on the log's tail; how fresh read models are with each. A broker of its
 * own, on this machine. `npm run bench -- kafka --events=N --rounds=N --rate=N --seconds=N`; without events freshness
 * alone is measured.
 */
const EVENTS = option('events', 100_000);
const ROUNDS = option('rounds', 3);
const RATE = option('rate', 1_000);
const SECONDS = option('seconds', 30);
const GOAL_MS = 250;
/** A broker that has just begun compiles what it does meanwhile. */
const WARM_SECONDS = 20;

const server = await benchServer();
const broker = await startKafkaBroker({ heapMb: 1_024, lasting: true });
const about = { kafka: broker.version, postgres: server.version, partitions: PARTITIONS };
try {
  if (EVENTS > 0) await relaying(server);
  if (EVENTS > 0) await following(server);
  await freshness(server);
} finally {
  await broker.close();
  await server.stop();
}

function kafkaSettings(topic: string): Record<string, string> {
  return { KAFKA_BROKERS: broker.address, THROUGHLINE_KAFKA_TOPIC: topic };
}

async function relaying(on: BenchServer): Promise<void> {
  const { log, pool, url, close } = await fillLog(on, EVENTS);
  await migrate(url, [feedMigrations]);
  const { position: events } = await log.head();
  for (const compression of ['gzip', 'none'] as const) {
    const [relayed, produced, consumed]: [Cost[], Cost[], Cost[]] = [[], [], []];
    for (let round = 1; round <= ROUNDS; round++) {
      const writing = (of: string): Writing => ({
        broker: broker.address,
        topic: `${of}.${compression}.${round}`,
        compression,
      });
      produced.push(await bareProducer(log, writing('bare')));
      consumed.push(await bareConsumer(events, writing('bare')));
      await on.settle();
      relayed.push(await relay(log, pool, events, writing('relay')));
      await on.settle();
      const [a, b, c] = [produced, consumed, relayed].map((all) => `${Math.round(events / all.at(-1)!.seconds)}/s`);
      say(`${compression}, round ${round}: bare producer ${a}, bare consumer ${b}, relay ${c}`);
    }
    const speed = (all: readonly Cost[]): number => events / median(all.map(({ seconds }) => seconds));
    const cpu = (all: readonly Cost[]): number => (median(all.map(({ cpuSeconds }) => cpuSeconds)) * 1e6) / events;
    report({
      bench: `kafka-relay-${compression}`,
      value: speed(relayed),
      limit: speed(produced),
      ratio: speed(relayed) / speed(produced),
      unit: 'events/s',
      goal: 'ratio >= 0.6',
      bareConsumer: speed(consumed),
      cpuMicrosecondsAnEvent: { relay: cpu(relayed), bareProducer: cpu(produced) },
      events,
      ...about,
    });
  }
  await close();
}

async function following(on: BenchServer): Promise<void> {
  const { url: unread, events } = await unreadLog(on, EVENTS);
  const [tail, kafka, two]: [number[], number[], number[]] = [[], [], []];
  for (let round = 1; round <= ROUNDS; round++) {
    tail.push(await followed(on, unread, { projectors: 1, kafka: null }));
    kafka.push(await followed(on, unread, { projectors: 1, kafka: kafkaSettings(`one.${round}`) }));
    two.push(await followed(on, unread, { projectors: 2, kafka: kafkaSettings(`two.${round}`) }));
    const [a, b, c] = [tail, kafka, two].map((all) => `${Math.round(all.at(-1)!)}/s`);
    say(`round ${round}: on the tail ${a}, on Kafka ${b}, two projectors on Kafka ${c}`);
  }
  const [value, limit] = [median(kafka), median(tail)];
  report({
    bench: 'kafka-projector',
    value,
    limit,
    ratio: value / limit,
    unit: 'events/s',
    goal: 'ratio >= 0.8; two projectors >= 1.6 of one where cores allow',
    twoProjectors: median(two),
    twoOfOne: median(two) / value,
    events,
    ...about,
  });
}

/** From sending a touch over HTTP until the contacts show it: API and projector, and the relay between them. */
async function freshness(on: BenchServer): Promise<void> {
  const tail = await fresh(on, ['api', 'projector'], {});
  const kafka = await fresh(on, ['api', 'relay', 'projector'], kafkaSettings('fresh'));
  const [p99, p99OnTail] = [percentile(kafka, 0.99), percentile(tail, 0.99)];
  report({
    bench: 'kafka-freshness',
    value: p99,
    limit: GOAL_MS,
    ratio: GOAL_MS / p99,
    unit: 'ms',
    goal: `p99 <= ${GOAL_MS} ms`,
    p50: percentile(kafka, 0.5),
    p99,
    p50OnTail: percentile(tail, 0.5),
    p99OnTail,
    rate: RATE,
    ...about,
  });
}

async function fresh(
  on: BenchServer,
  programs: readonly Program[],
  kafka: Readonly<Record<string, string>>,
): Promise<number[]> {
  const url = await on.database();
  const app = await startApp(url, programs, kafka);
  const pool = createPool({ url, name: 'benchmark', max: 1 });
  const wait = (seconds: number) => (): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  await measured(app, pool, RATE, 'warm', wait(WARM_SECONDS));
  await on.settle();
  const waits = await measured(app, pool, RATE, 'steady', wait(SECONDS));
  await pool.end();
  await app.stop();
  const [p50, p99] = [0.5, 0.99].map((share) => percentile(waits, share).toFixed(0));
  say(`${programs.join(', ')}: ${waits.length} requests at ${RATE} touches/s: p50 ${p50} ms, p99 ${p99} ms`);
  return waits;
}
