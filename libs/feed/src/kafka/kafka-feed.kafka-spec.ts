import { LANES, type FeedRecord, type Position, type Subscription } from '#kernel';
import { feedContract } from '#kernel/contracts';
import { feedOn } from '../../test/kafka-feeds.js';
import { testBroker } from '../../test/kafka-topic.js';
import { logger, RelayWorld, until } from '../../test/relay-world.js';
import { laneOfEvent } from '../lane-of-event.js';
import { kafkaClient } from './kafka-client.js';
import { complete, encodeEvent, encodeWatermark, sourceOf } from './kafka-record.js';
import { readRelayRow } from '../relay/relay-row.js';
import type { KafkaFeed } from './kafka-feed.js';

const everyLane = Array.from({ length: LANES }, (_, lane) => lane);

feedContract('from Kafka', async () => {
  const world = await RelayWorld.make(testBroker());
  await world.relay();
  const feed = feedOn(world);
  return {
    log: world.log,
    feed,
    close: async () => {
      await feed.close();
      await world.close();
    },
  };
});

/** Follows with a process's lanes, as a projector would: what it was handed, by position, and its lanes. */
class Follower {
  readonly positions: Position[] = [];
  lanes: readonly number[] = [];
  private stopping = false;
  private readonly loop: Promise<void>;

  constructor(
    private readonly subscription: Subscription,
    private readonly checkpoints: Map<number, Position>,
  ) {
    this.loop = this.follow();
  }

  static async on(feed: KafkaFeed, checkpoints: Map<number, Position>): Promise<Follower> {
    const stored = (lanes: readonly number[]): Promise<Map<number, Position>> =>
      Promise.resolve(new Map(lanes.map((lane) => [lane, checkpoints.get(lane) ?? 0])));
    return new Follower(await feed.share(stored), checkpoints);
  }

  /** What a lane worker does: only what is after the shared checkpoints counts, and moves them. */
  private async follow(): Promise<void> {
    while (!this.stopping) {
      const { records, watermarks } = await this.subscription.next(100, 200);
      this.lanes = [...watermarks.keys()];
      for (const { lane, event } of records) if (event.position > this.at(lane)) this.take(lane, event.position);
      for (const [lane, mark] of watermarks) this.checkpoints.set(lane, Math.max(this.at(lane), mark));
    }
  }

  private at(lane: number): Position {
    return this.checkpoints.get(lane) ?? 0;
  }

  private take(lane: number, position: Position): void {
    this.positions.push(position);
    this.checkpoints.set(lane, position);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.subscription.close();
    await this.loop;
  }
}

function reached(checkpoints: ReadonlyMap<number, Position>, head: Position): boolean {
  return everyLane.every((lane) => (checkpoints.get(lane) ?? 0) >= head);
}

async function logged(world: RelayWorld): Promise<Position[]> {
  return (await world.logged()).map((event) => event.position);
}

const sorted = (positions: readonly Position[]): Position[] => [...positions].sort((a, b) => a - b);

it('two processes share the lanes; when one leaves the other has them all, and every event was taken once', async () => {
  const world = await RelayWorld.make(testBroker());
  await world.relay();
  await world.append(200);
  const checkpoints = new Map<number, Position>();
  const feeds = [feedOn(world), feedOn(world)];
  const [one, other] = await Promise.all(feeds.map((feed) => Follower.on(feed, checkpoints)));
  await until(() => one!.lanes.length === LANES / 2 && other!.lanes.length === LANES / 2);
  expect(new Set([...one!.lanes, ...other!.lanes]).size).toBe(LANES);
  await world.append(300);
  await other!.stop();
  await feeds[1]!.close();
  const head = await world.append(300);
  await until(() => reached(checkpoints, head));
  expect(one!.lanes).toHaveLength(LANES);
  expect(sorted([...one!.positions, ...other!.positions])).toEqual(await logged(world));
  await one!.stop();
  await feeds[0]!.close();
  await world.close();
});

it('processes that join and leave every other second lose and double nothing', async () => {
  const world = await RelayWorld.make(testBroker());
  await world.relay();
  const checkpoints = new Map<number, Position>();
  const steady = feedOn(world);
  const first = await Follower.on(steady, checkpoints);
  const positions: Position[] = [];
  let head = 0;
  for (let round = 0; round < 5; round++) {
    const feed = feedOn(world);
    const follower = await Follower.on(feed, checkpoints);
    for (let i = 0; i < 10; i++) {
      head = await world.append(20);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await follower.stop();
    await feed.close();
    positions.push(...follower.positions);
  }
  await until(() => reached(checkpoints, head));
  expect(sorted([...first.positions, ...positions])).toEqual(await logged(world));
  await first.stop();
  await steady.close();
  await world.close();
});

it('what retention took from the topic comes from the log', async () => {
  const world = await RelayWorld.make(testBroker());
  await world.relay();
  await world.append(400);
  await world.published();
  const admin = kafkaClient(world.settings, logger).admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(world.settings.topic);
  await admin.deleteTopicRecords({
    topic: world.settings.topic,
    partitions: offsets.map(({ partition, high }) => ({ partition, offset: high })),
  });
  await admin.disconnect();
  const head = await world.append(100);
  const feed = feedOn(world);
  const checkpoints = new Map<number, Position>();
  const follower = await Follower.on(feed, checkpoints);
  await until(() => reached(checkpoints, head));
  expect(sorted(follower.positions)).toEqual(await logged(world));
  await follower.stop();
  await feed.close();
  await world.close();
});

it('what a relay leaves out, repeats, puts in disorder or makes up loses and doubles nothing', async () => {
  const world = await RelayWorld.make(testBroker());
  const relay = await world.relay();
  await until(async () => (await readRelayRow(world.pool, world.settings.topic)) !== null);
  await relay.stop();
  const { feedEpoch: epoch } = (await readRelayRow(world.pool, world.settings.topic))!;
  await world.append(600);
  const producer = kafkaClient(world.settings, logger).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const { id } = await world.log.identity();
  const events = await world.logged();
  const head = events.at(-1)!.position;
  const { partitions, topic } = world.settings;
  const chains = Array.from({ length: partitions }, () => 0);
  const previous = new Map<number, Position>();
  const messages = events.map((event) => {
    const lane = laneOfEvent(event);
    const partition = lane % partitions;
    const place = { lane, previous: previous.get(lane) ?? 0, chain: chains[partition]!, epoch };
    previous.set(lane, event.position);
    chains[partition] = event.position;
    return { ...encodeEvent(event, place, sourceOf(id)), partition };
  });
  const phantoms = messages.map((message) => ({
    ...message,
    value: '{"about":{"profile":"nobody"}}',
    headers: { ...message.headers, ce_epoch: String(epoch - 1) },
  }));
  const foreign = messages.map((message) => ({
    ...message,
    headers: { ...message.headers, ce_source: '/throughline/another-log' },
  }));
  const faulty = messages.flatMap((message, i) => {
    if (i % 7 === 3) return [];
    if (i % 11 === 5) return [message, message, phantoms[i]!];
    if (i % 50 === 20) return [foreign[i]!, message, ...messages.slice(i - 15, i)];
    return [message];
  });
  await producer.send({ topic, messages: faulty });
  // that nothing more is there is told by a watermark, or by a repeat of the last event that says more than it did
  await producer.send({
    topic,
    messages: chains.map((chain, partition) => {
      const seen = events.at(-1)!.id;
      const repeated = messages.findLast((one) => one.partition === partition)!;
      if (partition % 2 === 0 || chain === head)
        return { ...encodeWatermark({ position: head, chain, epoch, seen }, sourceOf(id), Date.now()), partition };
      return complete(repeated, { position: head, event: seen });
    }),
  });
  await producer.disconnect();
  const feed = feedOn(world);
  const taken: FeedRecord[] = [];
  const subscription = await feed.subscribe(new Map(everyLane.map((lane) => [lane, 0])));
  const last = new Map<number, Position>();
  for (
    let marks = new Map<number, Position>();
    ![...marks.values()].some((mark) => mark >= head) || marks.size === 0;
  ) {
    const batch = await subscription.next(50, 1_000);
    taken.push(...batch.records);
    marks = new Map([[0, Math.min(...batch.watermarks.values())]]);
  }
  for (const { lane, event } of taken) {
    expect(event.position).toBeGreaterThan(last.get(lane) ?? 0);
    last.set(lane, event.position);
  }
  expect(sorted(taken.map(({ event }) => event.position))).toEqual(events.map((event) => event.position));
  expect(taken.map(({ event }) => event).sort((a, b) => a.position - b.position)).toEqual(events);
  await feed.close();
  await world.close();
});
