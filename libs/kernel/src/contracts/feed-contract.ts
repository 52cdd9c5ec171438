import { LANES, laneOf, type Position } from '../ids.js';
import type { EventLog } from '../ports/event-log.js';
import { ALL_LANES, type Feed, type FeedRecord, type Subscription } from '../ports/feed.js';
import { touch, touching, undoing } from './sample-events.js';

/** A feed under test and the log it follows. */
export interface FeedUnderTest {
  readonly log: EventLog;
  readonly feed: Feed;
  close(): Promise<void>;
}

const everyLane = Array.from({ length: LANES }, (_, lane) => lane);

function from(position: Position, lanes: readonly number[] = everyLane): Map<number, Position> {
  return new Map(lanes.map((lane) => [lane, position]));
}

/** Reads until every lane's watermark reached a position, or fails after a while. */
async function readTo(
  subscription: Subscription,
  position: Position,
  max = 500,
): Promise<{ records: FeedRecord[]; sizes: number[] }> {
  const records: FeedRecord[] = [];
  const sizes: number[] = [];
  const until = Date.now() + 30_000;
  for (;;) {
    const batch = await subscription.next(max, 200);
    records.push(...batch.records);
    sizes.push(batch.records.length);
    if ([...batch.watermarks.values()].every((mark) => mark >= position)) return { records, sizes };
    if (Date.now() > until)
      throw new Error(`the watermarks did not reach ${position}: ${JSON.stringify([...batch.watermarks])}`);
  }
}

async function appendTouches(log: EventLog, count: number): Promise<Position> {
  const made = Array.from({ length: count }, () => touch());
  for (let i = 0; i < made.length; i += 500) await log.appendAll(made.slice(i, i + 500).map(touching));
  return (await log.head()).position;
}

/** What every feed keeps: at least once, in order within a lane, nothing missing at or before a watermark, bounded. */
export function feedContract(name: string, open: () => Promise<FeedUnderTest>): void {
  describe(`a feed ${name}`, () => {
    let under: FeedUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.close());

    it('delivers everything, each event in the lane of its subject, in order within the lane', async () => {
      const head = await appendTouches(under.log, 700);
      const { records } = await readTo(await under.feed.subscribe(from(0)), head);
      const recorded = (await under.log.readAll({ after: 0, limit: 1_000 })).events;
      expect(new Set(records.map((r) => r.event.id))).toEqual(new Set(recorded.map((e) => e.id)));
      const last = new Map<number, Position>();
      for (const { lane, event } of records) {
        const subject = (JSON.parse(event.text) as { about: { profile: string } }).about.profile;
        expect(lane).toBe(laneOf(subject));
        expect(event.position).toBeGreaterThan(last.get(lane) ?? 0);
        last.set(lane, event.position);
      }
    });

    it('names each lane’s previous position, so that a gap would be seen', async () => {
      const head = await appendTouches(under.log, 300);
      const { records } = await readTo(await under.feed.subscribe(from(0)), head);
      const last = new Map<number, Position>();
      for (const { lane, previous, event } of records) {
        expect(previous).toBe(last.get(lane) ?? 0);
        last.set(lane, event.position);
      }
    });

    it('gives a reader its own lanes only, after the position of each', async () => {
      // so many that both lanes have some, wherever chance puts them
      const head = await appendTouches(under.log, 2_000);
      const after = new Map([
        [3, 0],
        [4, Math.floor(head / 2)],
      ]);
      const { records } = await readTo(await under.feed.subscribe(after), head);
      expect(new Set(records.map((r) => r.lane))).toEqual(new Set([3, 4]));
      const recorded = (await under.log.readAll({ after: 0, limit: 3_000 })).events;
      for (const [lane, position] of after) {
        const all = recorded.filter(
          (e) =>
            e.position > position &&
            laneOf((JSON.parse(e.text) as { about: { profile: string } }).about.profile) === lane,
        );
        expect(records.filter((r) => r.lane === lane).map((r) => r.event.id)).toEqual(all.map((e) => e.id));
      }
    });

    it('delivers what concerns every lane to every reader, at its position', async () => {
      await appendTouches(under.log, 20);
      const undone = undoing('spring-list');
      await under.log.appendAll([touching(undone)]);
      const head = await appendTouches(under.log, 20);
      for (const lane of [0, 31, 63]) {
        const { records } = await readTo(await under.feed.subscribe(from(0, [lane])), head);
        expect(records.filter((r) => r.event.id === undone.id).map((r) => r.lane)).toContain(ALL_LANES);
      }
    });

    it('never hands over more than it was asked for', async () => {
      const head = await appendTouches(under.log, 230);
      const { sizes } = await readTo(await under.feed.subscribe(from(0)), head, 50);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(50);
    });

    it('hands over less than it was asked for where that is large, and all of it in the end', async () => {
      for (let i = 0; i < 10; i++)
        await under.log.appendAll(Array.from({ length: 40 }, () => touching(touch({ text: 'x'.repeat(65_000) }))));
      const subscription = await under.feed.subscribe(from(0));
      const sizes: number[] = [];
      while (sizes.reduce((sum, size) => sum + size, 0) < 400)
        sizes.push((await subscription.next(500, 10_000)).records.length);
      expect(Math.max(...sizes) * 65_000).toBeLessThan(17 * 1024 * 1024);
    });

    it('tells the last event it saw, which is the log’s own', async () => {
      const head = await appendTouches(under.log, 30);
      const subscription = await under.feed.subscribe(from(0));
      let seen = null;
      for (let i = 0; i < 50 && seen?.position !== head; i++) ({ seen } = await subscription.next(100, 100));
      expect(seen).toEqual({ position: head, event: (await under.log.head()).event });
    });

    it('wakes a waiting reader when something is appended, and keeps its watermark when nothing is', async () => {
      const head = await appendTouches(under.log, 5);
      const subscription = await under.feed.subscribe(from(head));
      const idle = await subscription.next(10, 20);
      expect([idle.records.length, Math.min(...idle.watermarks.values())]).toEqual([0, head]);
      let waiting = subscription.next(10, 20_000);
      await appendTouches(under.log, 1);
      // that lanes without news are further may be told first
      while ((await waiting).records.length === 0) waiting = subscription.next(10, 20_000);
      expect((await waiting).records).toHaveLength(1);
    });

    it('answers a reader that waits when it is closed', async () => {
      const head = await appendTouches(under.log, 3);
      const subscription = await under.feed.subscribe(from(head));
      const waiting = subscription.next(10, 3_600_000);
      await subscription.close();
      expect((await waiting).records).toEqual([]);
    });

    it('says so, and does not wait for ever, when the log ends before where its reader is', async () => {
      const head = await appendTouches(under.log, 5);
      const lost = await under.feed.subscribe(from(head + 1));
      await expect(lost.next(10, 20_000)).rejects.toThrow('replaced');
      const { records } = await readTo(await under.feed.subscribe(from(0)), head);
      expect(records).toHaveLength(5);
    });

    it('goes on where a reader left off, whoever takes its lanes over', async () => {
      const middle = await appendTouches(under.log, 150);
      const first = await under.feed.subscribe(from(0));
      const before = await readTo(first, middle);
      await first.close();
      const head = await appendTouches(under.log, 150);
      const halves = [everyLane.slice(0, 32), everyLane.slice(32)];
      const after = await Promise.all(
        halves.map(async (lanes) => readTo(await under.feed.subscribe(from(middle, lanes)), head)),
      );
      const ids = [...before.records, ...after.flatMap((a) => a.records)].map((r) => r.event.id);
      expect(ids).toHaveLength(300);
      expect(new Set(ids).size).toBe(300);
    });
  });
}
