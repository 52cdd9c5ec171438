import { ALL_LANES, touchStream, type RecordedEvent } from '#kernel';
import { touch, undoing } from '#kernel/contracts';
import { laneOfEvent } from '../lane-of-event.js';
import { Places } from './places.js';
import { bySize } from './publisher.js';
import type { RelayRow } from './relay-row.js';

const source = Buffer.from('/throughline/x');

function row(position: number): RelayRow {
  const lanes = Array.from({ length: 64 }, () => position);
  return {
    topic: 't',
    logId: 'x',
    logEpoch: 1,
    feedEpoch: 9,
    position,
    event: null,
    lanes,
    everyLane: position,
    partitions: 0,
  };
}

function events(count: number, undoneAt: number): RecordedEvent[] {
  return Array.from({ length: count }, (_, i) => {
    const made = i + 1 === undoneAt ? undoing('spring-list') : touch();
    return { ...made, position: i + 1, recordedAt: 1_790_000_000_000, revision: 0, stream: touchStream(made.id) };
  });
}

type Stated = Record<'ce_position' | 'ce_chain' | 'ce_previous' | 'ce_lane', number> & { partition: number };

function stated(message: ReturnType<Places['place']>[number]): Stated {
  const header = (name: string): number => Number(String(message.headers![name]));
  return {
    partition: message.partition!,
    ce_position: header('ce_position'),
    ce_chain: header('ce_chain'),
    ce_previous: header('ce_previous'),
    ce_lane: header('ce_lane'),
  };
}

it.each([1, 3, 16, 64])(
  'on %i partitions each record names what is before it in its partition and lane',
  (partitions) => {
    const all = events(400, 150);
    const messages = new Places(row(0), partitions, source).place(all).map(stated);
    for (let partition = 0; partition < partitions; partition++) {
      const own = messages.filter((one) => one.partition === partition);
      const expected = all.filter((event) => {
        const lane = laneOfEvent(event);
        return lane === ALL_LANES || lane % partitions === partition;
      });
      expect(own.map((one) => one.ce_position)).toEqual(expected.map((event) => event.position));
      expect(own.map((one) => one.ce_chain)).toEqual(
        [0, ...expected.slice(0, -1).map((event) => event.position)].slice(0, own.length),
      );
    }
  },
);

it('the last record of a partition tells that nothing more of the batch is there, and needs no watermark', () => {
  const all = events(40, 0);
  const places = new Places(row(0), 8, source);
  const messages = places.place(all);
  const last = new Map(messages.map((one) => [one.partition!, one]));
  const through = (one: (typeof messages)[number]): unknown => one.headers!['ce_through'];
  expect(messages.filter((one) => through(one) !== undefined)).toEqual(
    messages.filter((one) => last.get(one.partition!) === one && String(one.headers!['ce_position']) !== '40'),
  );
  const ends = [...last.values()].filter((one) => through(one) !== undefined);
  expect(ends.length).toBeGreaterThan(3);
  for (const one of ends) expect([through(one), one.headers!['ce_seenevent']]).toEqual(['40', all.at(-1)!.id]);
  expect(places.behind).toBe(8 - last.size);
});

it('whoever goes on from a row states the same as who went on without a break, but for how far it was complete', () => {
  const all = events(300, 100);
  const whole = new Places(row(0), 8, source).place(all);
  const first = new Places(row(0), 8, source);
  const begun = first.place(all.slice(0, 170));
  const rest = new Places(first.reached(), 8, source).place(all.slice(170));
  const truths = (messages: typeof whole): unknown =>
    messages.map((one) => ({ ...one, headers: { ...one.headers, ce_through: null, ce_seenevent: null } }));
  expect(truths([...begun, ...rest])).toEqual(truths(whole));
});

it('watermarks go to the partitions whose readers do not know, or to all', () => {
  const places = new Places(row(0), 8, source);
  const [event] = events(1, 0);
  places.place([event!]);
  const partition = laneOfEvent(event!) % 8;
  const behind = places.watermarks('behind', 1);
  expect(behind.map((one) => one.partition)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].filter((one) => one !== partition));
  expect(places.behind).toBe(0);
  expect(places.watermarks('behind', 1)).toEqual([]);
  const all = places
    .watermarks('all', 1)
    .map((one) => [String(one.headers!['ce_chain']), String(one.headers!['ce_position'])]);
  expect(all).toEqual(Array.from({ length: 8 }, (_, one) => [one === partition ? '1' : '0', '1']));
});

it('no more of a partition is published at once than a broker takes', () => {
  const messages = Array.from({ length: 12 }, (_, i) => ({ partition: i % 2, value: 'é'.repeat(100_000) }));
  const parts = bySize(messages);
  expect(parts.flat()).toEqual(messages);
  for (const part of parts)
    for (const partition of [0, 1])
      expect(part.filter((one) => one.partition === partition).length).toBeLessThanOrEqual(4);
  expect(parts).toHaveLength(2);
});
