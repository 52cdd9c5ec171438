import { randomUUID } from 'node:crypto';
import { decided, touch, touching, undoing, withdrawal } from '#kernel/contracts';
import { testDatabase } from '#platform/testing';
import { standInStore, type StandInStoreUnderTest } from '../../test/eventstore-store.js';
import {
  compareLogs,
  MemoryEventLog,
  moveLog,
  PostgresEventLog,
  PostgresTarget,
  sourceOf,
  type LogSource,
  type Moved,
  type MovedEvent,
} from '../index.js';
import { EventStoreTarget } from './eventstore-target.js';

const onTrouble = (): void => undefined;
const LATER = Date.UTC(2036, 0, 1);

/** A log of touches, decisions, and what takes back, recorded in a time that the server's clock has not reached. */
async function history(events: number): Promise<MemoryEventLog> {
  let now = LATER;
  const log = new MemoryEventLog({ clock: () => (now += 7) });
  const streams = Array.from({ length: 5 }, () => `deal-${randomUUID()}`);
  for (let n = 0; n < events; n++) {
    const made = n % 3 === 0 ? decided(streams[n % 5]!) : touch();
    await log.appendAll([n % 3 === 0 ? { stream: streams[n % 5]!, events: [made], expected: 'any' } : touching(made)]);
    if (n % 50 === 49) await log.appendAll([touching(withdrawal(made, `touch-${made.id}`))]);
  }
  await log.appendAll([touching(undoing('import-1'))]);
  return log;
}

async function allOf(source: LogSource): Promise<MovedEvent[]> {
  const all: MovedEvent[] = [];
  for await (const page of source.pages(0)) all.push(...page);
  return all;
}

describe('moving a log to EventStoreDB (a stand-in of it)', () => {
  let store: StandInStoreUnderTest;
  const opened: EventStoreTarget[] = [];
  const open = async (): Promise<EventStoreTarget> => {
    const target = await EventStoreTarget.open({ eventStoreUrl: store.eventStoreUrl, onTrouble });
    opened.push(target);
    return target;
  };
  beforeEach(async () => {
    store = await standInStore();
  });
  afterEach(async () => {
    for (const target of opened.splice(0)) await target.close();
    await store.close();
  });

  it('keeps order, streams, revisions, texts and times, there and back; the log goes on behind them', async () => {
    const log = await history(2_500);
    const source = await sourceOf(log);
    const target = await open();
    const moved = await moveLog(source, target);
    expect(moved).toMatchObject({ done: true, resumed: false });
    expect(await compareLogs(source.pages(0), target.pages())).toMatchObject({
      same: moved.events,
      difference: null,
      longer: null,
    });
    expect(await moveLog(source, target)).toEqual({ events: 0, done: true, resumed: true });
    const there = await store.open();
    expect((await there.identity()).id).toBe(target.id);
    expect(target.id).not.toBe(source.id);

    const database = await testDatabase();
    const back = await PostgresTarget.open(database.url, onTrouble);
    expect(await moveLog(await sourceOf(there), back)).toMatchObject({ events: moved.events, done: true });
    expect(await compareLogs(source.pages(0), back.pages())).toMatchObject({ difference: null, longer: null });
    await back.close();
    const again = await PostgresEventLog.open({ url: database.url });
    const stream = (await log.readAll({ after: 0, limit: 1 })).events[0]!.stream;
    expect(await again.takenBack(stream)).toEqual(await there.takenBack(stream));
    await again.close();
    await database.close();

    const before = await there.head();
    expect(await there.append(stream, [decided(stream)], 'exists')).toMatchObject({
      kind: 'appended',
      duplicate: 'no',
    });
    const [last, next] = (await there.readAll({ after: 0, limit: 10_000 })).events.slice(-2);
    expect(last!.position).toBe(before.position);
    // the server's clock is years behind the log there was
    expect(next!.recordedAt).toBe(last!.recordedAt);
    expect((await there.readStream(stream)).at(-1)!.recordedAt).toBe(last!.recordedAt);
  });

  it('takes up what a run has stored and not noted; two moves at the same time do not both go on', async () => {
    const source = await sourceOf(await history(900));
    const events = await allOf(source);
    const [one, two] = [await open(), await open()];
    expect([await one.moved(), await two.moved()]).toEqual([null, null]);
    const upTo = (count: number) => ({ from: source.id, position: events[count - 1]!.position, done: false });
    await one.take(events.slice(0, 300), upTo(300));
    await expect(two.take(events.slice(0, 700), upTo(700))).rejects.toThrow('somebody else moves a log there');
    await expect(store.open()).rejects.toThrow(/is being moved to EventStoreDB at .*run the same/);
    const third = await open();
    expect(await third.moved()).toMatchObject(upTo(300));
    const changed = events.slice(300).map((event, i) => (i === 5 ? { ...event, text: `${event.text} ` } : event));
    await expect(third.take(changed, upTo(events.length))).rejects.toThrow('says something else');
    expect(await moveLog(source, await open())).toMatchObject({
      events: events.length - 300,
      done: true,
      resumed: true,
    });
    expect(await compareLogs(source.pages(0), third.pages())).toMatchObject({ difference: null, longer: null });
  });

  it('loses no order to answers that are lost', async () => {
    const source = await sourceOf(await history(1_500));
    const target = await open();
    let batches = 0;
    await moveLog(
      { ...source, pages: (after) => inPagesOf(200, source, after) },
      {
        moved: () => target.moved(),
        pages: () => target.pages(),
        take: (events, moved) => {
          if (++batches % 3 === 0) store.server.loseNext();
          return target.take(events, moved);
        },
      },
    );
    expect(await compareLogs(source.pages(0), target.pages())).toMatchObject({ difference: null, longer: null });
  });

  it('is refused while others record there, who had it open before; they are refused soon', async () => {
    const source = await sourceOf(await history(900));
    const patience = { patience: 15_000, onTrouble };
    const [blind, looking] = [
      await store.open({ ...patience, lookEvery: 1e9 }),
      await store.open({ ...patience, lookEvery: 50 }),
    ];
    const made = touch();
    for (const log of [blind, looking])
      expect(await log.append(`touch-${made.id}`, [made], 'exists')).toMatchObject({ kind: 'conflict' });
    const target = await open();
    let batches = 0;
    const moving = moveLog(
      { ...source, pages: (after) => inPagesOf(200, source, after) },
      {
        moved: () => target.moved(),
        pages: () => target.pages(),
        take: async (events, moved) => {
          if (++batches === 3) {
            await new Promise((resolve) => setTimeout(resolve, 100));
            const began = performance.now();
            await expect(looking.appendAll([touching(touch())])).rejects.toThrow('is being moved to EventStoreDB');
            expect(performance.now() - began).toBeLessThan(5_000);
            await blind.appendAll([touching(touch())]);
          }
          return target.take(events, moved);
        },
      },
    );
    await expect(moving).rejects.toThrow('others record there, it is in use');
    await expect(moveLog(source, await open())).rejects.toThrow('others have recorded there since it was begun');
  });

  it('is refused where another move has stored something in between', async () => {
    const [source, other] = [await sourceOf(await history(300)), await sourceOf(await history(30))];
    const [events, others] = [await allOf(source), await allOf(other)];
    const [one, two] = [await open(), await open()];
    expect([await one.moved(), await two.moved()]).toEqual([null, null]);
    const upTo = (count: number) => ({ from: source.id, position: events[count - 1]!.position, done: false });
    await one.take(events.slice(0, 100), upTo(100));
    const end = { from: other.id, position: others.at(-1)!.position, done: false };
    await expect(two.take(others, end)).rejects.toThrow('others record there, it is in use');
    await expect(one.take(events.slice(100, 200), upTo(200))).rejects.toThrow('others record there, it is in use');
    await expect(moveLog(source, await open())).rejects.toThrow('others have recorded there since it was begun');
  });

  it('is not done where somebody has recorded right before that was noted', async () => {
    const source = await sourceOf(await history(30));
    const blind = await store.open({ lookEvery: 1e9 });
    const made = touch();
    await blind.append(`touch-${made.id}`, [made], 'exists');
    const target = await open();
    const noting = target as unknown as { note(moved: Moved): Promise<unknown> };
    const note = noting.note.bind(target);
    noting.note = async (moved) => {
      if (moved.done) await blind.appendAll([touching(touch())]);
      return note(moved);
    };
    await expect(moveLog(source, target)).rejects.toThrow('others record there, it is in use');
    await expect(store.open()).rejects.toThrow('is being moved to EventStoreDB');
    await expect(moveLog(source, await open())).rejects.toThrow('others have recorded there since it was begun');
  });

  it('is refused by a log that holds others, and by the one that it was made of another of', async () => {
    const [source, other] = [await sourceOf(await history(20)), await sourceOf(await history(20))];
    const log = await store.open();
    await log.appendAll([touching(touch())]);
    await expect(moveLog(source, await open())).rejects.toThrow(/^its event 1 is of stream/);
    await store.close();
    store = await standInStore();
    await moveLog(source, await open());
    await expect(moveLog(other, await open())).rejects.toThrow(`it was made of log ${source.id}`);
  });

  it('goes on in a log that went on by itself, once the other has followed it', async () => {
    const log = await history(20);
    const source = await sourceOf(log);
    await moveLog(source, await open());
    const there = await store.open();
    const made = touch();
    await there.appendAll([touching(made)]);
    await expect(moveLog(source, await open())).rejects.toThrow('it holds more than');
    const [event] = (await there.readAll({ after: 0, limit: 100 })).events.slice(-1);
    const database = await testDatabase();
    const followed = await PostgresTarget.open(database.url, onTrouble);
    await moveLog(await sourceOf(there), followed);
    await followed.close();
    const grown = await PostgresEventLog.open({ url: database.url });
    await grown.appendAll([touching(touch())]);
    expect(await moveLog(await sourceOf(grown), await open())).toMatchObject({ events: 1, done: true });
    expect(event!.id).toBe(made.id);
    await grown.close();
    await database.close();
  });
});

async function* inPagesOf(size: number, source: LogSource, after: number): AsyncGenerator<readonly MovedEvent[]> {
  for await (const page of source.pages(after))
    for (let i = 0; i < page.length; i += size) yield page.slice(i, i + size);
}
