import { randomBytes, randomUUID } from 'node:crypto';
import type { RecordedEvent } from '../envelope.js';
import type { EventId } from '../ids.js';
import type { EventLog } from '../ports/event-log.js';
import type { LogStore } from './log-store.js';
import { decided, someone, streamOf, touch, touching, withdrawal } from './sample-events.js';

/** Pages, streams, places, the head. */
export function readingContract(makeStore: () => Promise<LogStore>): void {
  describe('reading', () => {
    let store: LogStore;
    let log: EventLog;
    let all: readonly RecordedEvent[];
    const stream = `deal-${randomUUID()}`;

    beforeAll(async () => {
      store = await makeStore();
      log = await store.open();
    });
    afterAll(() => store.close());

    it('of an empty log finds nothing, at position 0', async () => {
      expect(await log.head()).toEqual({ position: 0, event: null });
      expect(await log.readAll({ after: 0, limit: 10 })).toMatchObject({ events: [], scannedTo: 0 });
      expect(await log.readAll({ after: 0, limit: 10, types: ['note-taken'] })).toEqual({ events: [], scannedTo: 0 });
      expect(await log.readStream('deal-1')).toEqual([]);
      expect(await log.readAt([1])).toEqual([]);
      expect((await log.locate([randomUUID() as EventId])).size).toBe(0);
    });

    it('gives back all there is to an event, in order', async () => {
      const touches = Array.from({ length: 20 }, () => touch());
      await log.appendAll(touches.map(touching));
      await log.append(stream, [decided(stream), decided(stream), decided(stream)], 'none');
      await log.append(stream, [decided(stream)], 2);
      const taking = withdrawal(touches[3]!, streamOf(touches[3]!));
      await log.appendAll([touching(taking)]);
      all = (await log.readAll({ after: 0, limit: 1_000 })).events;
      expect(all).toHaveLength(25);
      expect(all.slice(0, 20)).toEqual(
        touches.map((made, i) => ({
          position: all[i]!.position,
          recordedAt: all[i]!.recordedAt,
          revision: 0,
          stream: streamOf(made),
          id: made.id,
          type: 'note-taken',
          text: made.text,
        })),
      );
      expect(all.slice(20).map(({ stream: name, revision, type }) => [name, revision, type])).toEqual([
        [stream, 0, 'note-taken'],
        [stream, 1, 'note-taken'],
        [stream, 2, 'note-taken'],
        [stream, 3, 'note-taken'],
        [streamOf(taking), 0, 'withdrawn'],
      ]);
      expect(await log.head()).toEqual({ position: all.at(-1)!.position, event: taking.id });
    });

    it('pages through without a gap or an overlap', async () => {
      for (const limit of [1, 7, 25, 100]) {
        const read: RecordedEvent[] = [];
        let ended = false;
        for (let after = 0; ;) {
          const page = await log.readAll({ after, limit });
          expect(page.events.length).toBeLessThanOrEqual(limit);
          if (page.events.length === 0) {
            expect(page.scannedTo).toBe(after);
            break;
          }
          // an engine need not know that a page was the last one; where it says so, it was
          expect(ended).toBe(false);
          ended = page.atEnd === true;
          read.push(...page.events);
          after = page.scannedTo;
        }
        expect(read).toEqual(all);
      }
    });

    it('stops at a position, inclusive, and does not claim to have looked beyond the head', async () => {
      const until = all[9]!.position;
      expect((await log.readAll({ after: 0, until, limit: 100 })).events).toEqual(all.slice(0, 10));
      expect((await log.readAll({ after: all[4]!.position, until, limit: 100 })).events).toEqual(all.slice(5, 10));
      const head = (await log.head()).position;
      for (const types of [undefined, ['withdrawn'], ['no-such-thing']]) {
        const page = await log.readAll({ after: 0, until: head + 1_000, limit: 100, ...(types ? { types } : {}) });
        expect(page.scannedTo).toBeLessThanOrEqual(head);
      }
    });

    it('reads from places and up to places where no event stands', async () => {
      const positions = all.map(({ position }) => position);
      for (const [i, position] of positions.entries()) {
        const before = positions[i - 1] ?? 0;
        for (const after of new Set([Math.floor((before + position) / 2), position - 1])) {
          const rest = all.filter((event) => event.position > after);
          const page = await log.readAll({ after, limit: 3 });
          expect(page.events).toEqual(rest.slice(0, 3));
          expect(page.scannedTo).toBe(rest[2]?.position ?? positions.at(-1));
          const ofType = await log.readAll({ after, limit: 2, types: ['note-taken'] });
          expect(ofType.events).toEqual(rest.filter(({ type }) => type === 'note-taken').slice(0, 2));
          expect((await log.readAll({ after: 0, until: after, limit: 100 })).events).toEqual(
            all.filter((event) => event.position <= after),
          );
        }
      }
    });

    it('finds some types only, and moves on over what it leaves out', async () => {
      const found: RecordedEvent[] = [];
      let after = 0;
      const { position: head } = await log.head();
      while (after < head) {
        const page = await log.readAll({ after, limit: 3, types: ['withdrawn', 'no-such-thing'] });
        expect(page.scannedTo).toBeGreaterThan(after);
        found.push(...page.events);
        after = page.scannedTo;
      }
      expect(found).toEqual([all.at(-1)]);
      const limited = await log.readAll({ after: 0, limit: 3, types: ['note-taken'] });
      expect(limited.atEnd).toBeUndefined();
      expect(limited).toEqual({ events: all.slice(0, 3), scannedTo: all[2]!.position });
    });

    it('reads a stream from a revision on', async () => {
      expect(await log.readStream(stream)).toEqual(all.slice(20, 24));
      expect(await log.readStream(stream, 2)).toEqual(all.slice(22, 24));
      expect(await log.readStream(stream, 4)).toEqual([]);
      const [first] = all;
      expect(await log.readStream(first!.stream)).toEqual([first]);
      expect(await log.readStream(first!.stream, 1)).toEqual([]);
    });

    it('reads at positions, in their order, and leaves out those that hold nothing', async () => {
      const wanted = [all[11]!, all[2]!, all[24]!];
      const asked = [...wanted.map((event) => event.position), 999_999, 0];
      expect(await log.readAt(asked)).toEqual([all[2], all[11], all[24]]);
      expect(await log.readAt([])).toEqual([]);
    });

    it('says where events are, and nothing of those that are not there', async () => {
      const missing = touch().id;
      const found = await log.locate([all[5]!.id, missing, all[22]!.id]);
      expect(Object.fromEntries(found)).toEqual({
        [all[5]!.id]: all[5]!.position,
        [all[22]!.id]: all[22]!.position,
      });
      expect((await log.locate([])).size).toBe(0);
      expect((await log.locate([someone() as unknown as EventId])).size).toBe(0);
    });

    it('ends a page early where events are large, and leaves nothing out', async () => {
      const { position: before } = await log.head();
      const made = Array.from({ length: 240 }, (_, i) => {
        // small, what a store can compress, and what it cannot
        const texts = [randomUUID(), '田'.repeat(65_000), randomBytes(32_000).toString('hex')];
        return touch({ text: texts[i % 3]! });
      });
      await log.appendAll(made.map(touching));
      for (const types of [undefined, ['note-taken']]) {
        const read: string[] = [];
        for (let after = before, pages = 0; read.length < made.length; pages++) {
          expect(pages).toBeLessThan(20);
          const page = await log.readAll({ after, limit: 1_000, ...(types ? { types } : {}) });
          expect(page.events.reduce((sum, event) => sum + Buffer.byteLength(event.text), 0)).toBeLessThan(
            17 * 1024 * 1024,
          );
          expect(page.scannedTo).toBeGreaterThan(after);
          read.push(...page.events.map((event) => event.id));
          after = page.scannedTo;
        }
        expect(read).toEqual(made.map((one) => one.id));
      }
    });

    it('is of one log, whoever opened it', async () => {
      const again = await store.open();
      expect(await again.identity()).toEqual(await log.identity());
      const { id, epoch } = await log.identity();
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      expect(epoch).toBe(1);
    });
  });
}
