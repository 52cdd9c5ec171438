import { Kafka, logLevel } from 'kafkajs';
import { ALL_LANES } from '#kernel';
import { touching, undoing } from '#kernel/contracts';
import { StartFailure } from '#platform';
import { testBroker } from '../../test/kafka-topic.js';
import { RelayWorld, until } from '../../test/relay-world.js';
import { readTopic } from '../../test/topic-reader.js';
import { laneOfEvent, subjectOf } from '../lane-of-event.js';
import { readRelayRow, reconcileRelayRows, RelayForeign } from './relay-row.js';

let world: RelayWorld;
beforeEach(async () => {
  world = await RelayWorld.make(testBroker());
});
afterEach(() => world.close());

it('publishes everything once, in order, each event in the partition of its lane and as it was recorded', async () => {
  await world.append(300);
  await world.log.appendAll([touching(undoing('spring-list'))]);
  await world.append(300);
  await world.relay();
  await world.append(50);
  await world.published();
  const found = await readTopic(testBroker(), world.settings.topic);
  const { repeats } = await world.expectWhole();
  expect(repeats).toBe(0);
  const logged = new Map((await world.logged()).map((event) => [event.position, event]));
  const last = new Map<number, number>();
  for (const { partition, place, record, message } of found) {
    if (record === null) continue;
    const event = logged.get(place.position)!;
    expect(record.event).toEqual(event);
    expect([message.key!.toString(), message.timestamp]).toEqual([subjectOf(event), String(event.recordedAt)]);
    expect(record.lane).toBe(laneOfEvent(event));
    if (record.lane === ALL_LANES) continue;
    expect(record.lane % 4).toBe(partition);
    expect(record.previous).toBe(last.get(record.lane) ?? 0);
    last.set(record.lane, place.position);
  }
  expect(found.filter(({ record }) => record?.lane === ALL_LANES).map(({ partition }) => partition)).toEqual([
    0, 1, 2, 3,
  ]);
});

it('begins a new topic at the end of the log, and goes on there after a restart', async () => {
  const begin = await world.append(40);
  const first = await world.relay({ from: 'head' });
  await until(async () => (await readRelayRow(world.pool, world.settings.topic)) !== null);
  await world.append(40);
  await world.published();
  await first.stop();
  await world.append(40);
  await world.relay({ from: 'head' });
  await world.published();
  expect((await world.expectWhole(begin)).repeats).toBe(0);
  await expect(world.heard(begin - 1)).rejects.toThrow('nothing tells of what is between');
});

it('tells readers of partitions that nothing comes for how far the log is, and new readers within a second', async () => {
  await world.append(1);
  await world.relay();
  const head = await world.published();
  await until(async () => [...(await world.heard()).to.values()].every((position) => position === head));
  const count = async (): Promise<number> => (await readTopic(testBroker(), world.settings.topic)).length;
  const before = await count();
  await until(async () => (await count()) >= before + 8, 20_000);
});

it('publishes again what was acknowledged but not noted: a repeat, nothing else', async () => {
  await world.append(200);
  const { pool } = world;
  let failures = 2;
  const failing = Object.assign(Object.create(pool) as typeof pool, {
    query: (text: string, values: unknown[]) => {
      if (text.includes('UPDATE feed.relay') && failures-- > 0) return Promise.reject(new Error('cut off'));
      return pool.query(text, values);
    },
  });
  await world.relay({ pool: failing });
  await world.published();
  await world.append(20);
  await world.published();
  expect((await world.expectWhole()).repeats).toBe(400);
});

it('one relay leads, and loses nothing when relays are killed again and again', async () => {
  let relays = [world.process(), world.process()];
  await until(() => relays.some(({ said }) => said.includes('leader')));
  expect(relays.filter(({ said }) => said.at(-1) === 'leader')).toHaveLength(1);
  for (let i = 0; i < 3; i++) {
    await until(() => relays.every(({ said }) => said.length > 0));
    const [leader, standby] = relays.sort((a) => (a.said.at(-1) === 'leader' ? -1 : 1));
    const appending = world.append(400);
    leader!.child.kill('SIGKILL');
    const killed = performance.now();
    relays = [standby!, world.process()];
    await until(() => relays.some(({ said }) => said.at(-1) === 'leader'));
    expect(performance.now() - killed).toBeLessThan(10_000);
    await appending;
  }
  await world.published();
  await world.expectWhole();
});

it('hands over at once when it ends in order', async () => {
  const first = await world.relay({ leaseMs: 60_000 });
  await until(() => first.state().status === 'leader');
  const second = await world.relay({ leaseMs: 60_000 });
  await first.stop();
  await until(() => second.state().status === 'leader', 10_000);
});

it('ends while it gathers what follows a small batch, without saying once more where the log stands', async () => {
  const rounds: number[] = [];
  while (rounds.length < 3) {
    const relay = await world.relay();
    await until(() => relay.state().status === 'leader');
    await world.append(1);
    const head = await world.published();
    const state = relay.state();
    await relay.stop();
    const found = await readTopic(testBroker(), world.settings.topic);
    // where nearly a second has passed already, all partitions hear again
    if (state.status === 'leader' && state.silentMs < 500)
      rounds.push(found.filter(({ record, place }) => record === null && place.position === head).length);
  }
  // with the event the three partitions heard that it is not in
  expect(rounds).toEqual([3, 3, 3]);
});

it('a leader that slept through its lease moves nothing when it wakes, and stands by', async () => {
  const sleeper = world.process();
  await until(() => sleeper.said.at(-1) === 'leader');
  await world.append(500);
  sleeper.child.kill('SIGSTOP');
  const other = await world.relay();
  await until(() => other.state().status === 'leader');
  await world.append(500);
  const head = await world.published();
  const { position } = (await readRelayRow(world.pool, world.settings.topic))!;
  expect(position).toBe(head);
  sleeper.child.kill('SIGCONT');
  await until(() => sleeper.said.at(-1) === 'standby');
  expect((await readRelayRow(world.pool, world.settings.topic))!.position).toBeGreaterThanOrEqual(head);
  expect(other.state().status).toBe('leader');
  await world.append(100);
  await world.published();
  await world.expectWhole();
});

it('refuses a topic with another number of partitions, and says what to do', async () => {
  const kafka = new Kafka({ brokers: [testBroker()], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: world.settings.topic, numPartitions: 3 }], waitForLeaders: true });
  await admin.disconnect();
  const refused = world.relay();
  await expect(refused).rejects.toThrow(StartFailure);
  await expect(refused).rejects.toThrow(/has 3 partitions.*THROUGHLINE_KAFKA_TOPIC to another name/);
});

it('stops where the log is not the one it published, and goes on in a new epoch after reconciling', async () => {
  await world.append(30);
  const relay = await world.relay();
  await world.published();
  await relay.stop();
  const { topic } = world.settings;
  const before = (await readRelayRow(world.pool, topic))!;
  await world.pool.query('UPDATE feed.relay SET event_id = gen_random_uuid()');
  const stopped = await new Promise((resolve) => {
    void world.relay({ told: { published: () => undefined, stopped: resolve } });
  });
  expect(stopped).toBeInstanceOf(RelayForeign);
  expect(await reconcileRelayRows(world.pool, world.log)).toEqual([topic]);
  const after = (await readRelayRow(world.pool, topic))!;
  expect(after.feedEpoch).toBeGreaterThan(before.feedEpoch);
  await world.relay();
  await world.append(5);
  await world.published();
  const records = await readTopic(testBroker(), topic);
  const believed = records.filter(({ place, record }) => place.epoch === after.feedEpoch && record !== null);
  expect(believed.map(({ place }) => place.position).sort((a, b) => a - b)).toEqual([31, 32, 33, 34, 35]);
});
