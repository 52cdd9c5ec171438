import fc from 'fast-check';
import { MemoryEventLog } from '#event-log';
import { ALL_LANES, LANES, type FeedRecord, type Position, type RecordedEvent } from '#kernel';
import { touch, touching, undoing } from '#kernel/contracts';
import { laneOfEvent } from '../lane-of-event.js';
import { LanesReader } from './lanes-reader.js';
import { PartitionWindow, type StatedPlace } from './partition-window.js';

const EVENTS = 120;
const everyLane = Array.from({ length: LANES }, (_, lane) => lane);

/** What a relay may publish to a partition, in order: each event, with watermarks where it has none of a stretch. */
interface Stated {
  readonly place: StatedPlace;
  readonly record: FeedRecord | null;
  readonly event: RecordedEvent['id'];
}

let log: MemoryEventLog;
let events: readonly RecordedEvent[];

beforeAll(async () => {
  log = new MemoryEventLog();
  for (let i = 0; i < EVENTS; i++)
    await log.appendAll([touching(i % 40 === 39 ? undoing(`import-${i}`) : touch({ text: 'x'.repeat(i) }))]);
  events = (await log.readAll({ after: 0, limit: EVENTS })).events;
});

function isOf(event: RecordedEvent, partition: number, partitions: number): boolean {
  const lane = laneOfEvent(event);
  return lane === ALL_LANES || lane % partitions === partition;
}

/** All records of a partition in the order of the log, a watermark for every third event of other partitions. */
function published(partition: number, partitions: number, epoch: number): Stated[] {
  const previous = new Map<number, Position>();
  let chain = 0;
  return events.flatMap((event, i): Stated[] => {
    if (!isOf(event, partition, partitions)) {
      if (i % 3 > 0) return [];
      const place = { position: event.position, chain, epoch };
      chain = event.position;
      return [{ place, record: null, event: event.id }];
    }
    const lane = laneOfEvent(event);
    const record = { lane, previous: lane === ALL_LANES ? 0 : (previous.get(lane) ?? 0), event };
    if (lane !== ALL_LANES) previous.set(lane, event.position);
    const place = { position: event.position, chain, epoch };
    chain = event.position;
    return [{ place, record, event: event.id }];
  });
}

/** What arrives of it: some left out, some again, some much later again, and phantoms of an epoch that is over. */
function arriving(stated: readonly Stated[], faults: readonly number[]): Stated[] {
  const arrives: Stated[] = [];
  stated.forEach((one, i) => {
    const fault = faults[i % faults.length]!;
    if (fault === 1) return;
    arrives.push(one);
    if (fault === 2) arrives.push(one);
    if (fault === 3) arrives.push(...stated.slice(Math.max(0, i - 5), i));
    if (fault === 4)
      arrives.push({ ...one, place: { position: one.place.position + 7, chain: one.place.position, epoch: 1 } });
    if (fault === 5) arrives.push(stated[Math.floor(i / 2)]!);
  });
  const last = stated.at(-1)!;
  return [...arrives, { ...last, record: last.record }];
}

async function readAll(
  scenario: {
    readonly partitions: number;
    readonly faults: readonly number[];
    readonly after: readonly number[];
    readonly size: number;
    readonly steps: readonly number[];
  },
  report: (records: readonly FeedRecord[], watermarks: ReadonlyMap<number, Position>) => void,
): Promise<void> {
  const { partitions, faults, after, size, steps } = scenario;
  const held = Array.from({ length: partitions }, (_, partition) => ({
    window: new PartitionWindow({ records: size, characters: 4_000 }),
    lanes: everyLane.filter((lane) => lane % partitions === partition),
  }));
  const arrivals = held.map((_, partition) => arriving(published(partition, partitions, 2), faults));
  const reader = new LanesReader(
    (lanes) => Promise.resolve(new Map(lanes.map((lane) => [lane, after[lane % after.length]!] as const))),
    async (from, limit) => (await log.readAll({ after: from, limit })).events,
  );
  await reader.have(held);
  const at = held.map(() => 0);
  for (let i = 0; i < 2_000; i++) {
    const step = steps[i % steps.length]!;
    held.forEach(({ window }, partition) => {
      for (let n = 0; n <= (step + partition) % 4; n++) {
        const next = arrivals[partition]![at[partition]!];
        if (next === undefined) return;
        at[partition]!++;
        while (window.isFull) window.dropOldest();
        window.add(next.place, next.record, next.event);
      }
    });
    const batch = await reader.take(1 + step);
    if (batch !== null) report(batch.records, batch.watermarks);
    if (batch === null && held.every((_, p) => at[p] === arrivals[p]!.length)) return;
  }
}

it('a reader gets exactly what the log holds after its checkpoints, in order, whatever the topic lost, repeats or makes up', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        partitions: fc.constantFrom(1, 2, 3),
        faults: fc.array(fc.nat(8), { minLength: 1, maxLength: 30 }),
        after: fc.array(fc.nat(EVENTS), { minLength: 1, maxLength: 7 }),
        size: fc.integer({ min: 1, max: 60 }),
        steps: fc.array(fc.nat(30), { minLength: 1, maxLength: 10 }),
      }),
      async (scenario) => {
        const got = new Map<number, Position[]>(everyLane.map((lane) => [lane, []]));
        const undone = new Set<Position>();
        let marks: ReadonlyMap<number, Position> = new Map();
        await readAll(scenario, (records, watermarks) => {
          for (const { lane, previous, event } of records) {
            if (lane === ALL_LANES) undone.add(event.position);
            else {
              const before = got.get(lane)!;
              // nothing of the lane is between what was handed on and this
              expect(previous).toBeLessThanOrEqual(before.at(-1) ?? scenario.after[lane % scenario.after.length]!);
              before.push(event.position);
            }
          }
          for (const [lane, position] of watermarks) expect(position).toBeGreaterThanOrEqual(marks.get(lane) ?? 0);
          marks = watermarks;
        });
        for (const lane of everyLane) {
          const after = scenario.after[lane % scenario.after.length]!;
          const own = events.filter((event) => laneOfEvent(event) === lane && event.position > after);
          expect(got.get(lane)).toEqual(own.map((event) => event.position));
        }
        const lowest = Math.min(...scenario.after.slice(0, LANES));
        const everywhere = events.filter((event) => laneOfEvent(event) === ALL_LANES && event.position > lowest);
        expect([...undone].sort((a, b) => a - b)).toEqual(everywhere.map((event) => event.position));
      },
    ),
    { numRuns: 40 },
  );
});

it('is told that more is on its way while partitions are at different positions, and it could do with more', async () => {
  const held = [0, 1].map((partition) => ({
    window: new PartitionWindow({ records: 10, characters: 4_000 }),
    lanes: everyLane.filter((lane) => lane % 2 === partition),
  }));
  const reader = new LanesReader(
    (lanes) => Promise.resolve(new Map(lanes.map((lane) => [lane, 10]))),
    () => Promise.resolve([]),
  );
  await reader.have(held);
  const add = (partition: number, chain: Position, position: Position, record: FeedRecord | null = null): void =>
    held[partition]!.window.add({ position, chain, epoch: 1 }, record, null);
  add(0, 10, 10);
  expect(reader.isUneven(2)).toBe(false);
  add(1, 10, 10);
  expect(reader.isUneven(2)).toBe(false);
  add(0, 10, 11, { lane: 0, previous: 10, event: { ...events[0]!, position: 11 } });
  expect([reader.isUneven(2), reader.isUneven(1)]).toEqual([true, false]);
  add(1, 10, 11);
  expect(reader.isUneven(2)).toBe(false);
  add(0, 11, 12);
  expect(reader.isUneven(2)).toBe(true);
  await reader.take(5);
  expect(reader.isUneven(2)).toBe(false);
  // the topic lost what is before: that is read from the log
  add(1, 20, 21);
  expect(reader.isUneven(2)).toBe(false);
});
