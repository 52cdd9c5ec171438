import { randomUUID } from 'node:crypto';
import type { NewEvent } from '#kernel';
import { decided, touch, touching, undoing, withdrawal } from '#kernel/contracts';
import { testDatabase } from '#platform/testing';
import { SparseLog } from '../../test/sparse-log.js';
import {
  compareLogs,
  MemoryEventLog,
  moveLog,
  MoveRefused,
  PostgresEventLog,
  PostgresTarget,
  sourceOf,
} from '../index.js';
import type { LogTarget } from './log-target.js';

const trouble = (error: Error): never => {
  throw error;
};

/** A log with touches, decisions, and events that take back; its clock stands still now and then. */
async function history(events: number): Promise<SparseLog> {
  let now = Date.UTC(2026, 0, 1);
  const log = new SparseLog(new MemoryEventLog({ clock: () => (now += Math.random() < 0.5 ? 0 : 1_000) }));
  await grow(log, events);
  return log;
}

async function grow(log: SparseLog, events: number): Promise<void> {
  const streams = Array.from({ length: 7 }, () => `deal-${randomUUID()}`);
  const made: NewEvent[] = [];
  for (let n = 0; n < events; n++) {
    const stream = n % 3 === 0 ? streams[n % 7]! : null;
    const event =
      stream !== null ? decided(stream) : n % 11 === 5 ? withdrawal(made[n - 1]!, `touch-${made[n - 1]!.id}`) : touch();
    made.push(event);
    await log.appendAll([stream === null ? touching(event) : { stream, events: [event], expected: 'any' }]);
  }
  await log.appendAll([touching(undoing(`import-${events}`))]);
}

describe('moving a log', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let target: PostgresTarget;
  const open = async (): Promise<PostgresTarget> => (target = await PostgresTarget.open(database.url, trouble));
  beforeEach(async () => {
    database = await testDatabase();
    await open();
  });
  afterEach(async () => {
    await target.close();
    await database.close();
  });

  it('keeps order, streams, revisions, texts and times; the new log has an id of its own, and goes on', async () => {
    const log = await history(2_500);
    const source = await sourceOf(log);
    const left: number[] = [];
    const moved = await moveLog(source, target, { on: { moved: (_, more) => left.push(more) } });
    expect(moved).toEqual({ events: 2_501, done: true, resumed: false });
    expect(left.at(-1)).toBe(0);
    expect(await compareLogs(source.pages(0), target.pages())).toMatchObject({
      same: 2_501,
      difference: null,
      longer: null,
    });
    const opened = await PostgresEventLog.open({ url: database.url });
    expect((await opened.identity()).id).toBe(target.id);
    expect(target.id).not.toBe(source.id);
    const [stream] = (await log.readAll({ after: 0, limit: 1 })).events.map((event) => event.stream);
    expect((await opened.readStream(stream!)).map(({ revision, text }) => [revision, text])).toEqual(
      (await log.readStream(stream!)).map(({ revision, text }) => [revision, text]),
    );
    const again = (await log.readAll({ after: 0, limit: 2 })).events[1]!;
    expect((await opened.locate([again.id])).get(again.id)).toBe(2);
    const outcome = await opened.append(stream!, [decided(stream!)], 'exists');
    expect(outcome).toMatchObject({ kind: 'appended', position: 2_502, duplicate: 'no' });
    await opened.close();
  });

  it('goes on after being cut off anywhere, and until it is done nobody else can open the target', async () => {
    const log = await history(6_000);
    const source = await sourceOf(log);
    let batches = 0;
    const failing: LogTarget = {
      moved: () => target.moved(),
      pages: () => target.pages(),
      take: async (events, moved) => {
        if (++batches === 3) throw new Error('the connection was cut');
        await target.take(events, moved);
      },
    };
    await expect(moveLog(source, failing)).rejects.toThrow('the connection was cut');
    await expect(PostgresEventLog.open({ url: database.url })).rejects.toThrow(/2000 events are in: run the same/);
    await target.close();
    expect(await moveLog(source, await open())).toEqual({ events: 4_001, done: true, resumed: true });
    expect(await moveLog(source, target)).toEqual({ events: 0, done: true, resumed: true });
    expect(await compareLogs(source.pages(0), target.pages())).toMatchObject({ same: 6_001, difference: null });
    const other = await sourceOf(await history(5));
    await expect(moveLog(other, target)).rejects.toThrow(`it was made of log ${source.id}`);
    const opened = await PostgresEventLog.open({ url: database.url });
    await opened.appendAll([touching(touch())]);
    await opened.close();
    await target.close();
    await expect(moveLog(source, await open())).rejects.toThrow(/6001 events were moved there, and it holds 6002/);
  });

  it('goes on in a log that holds the beginning of the other, and in no other one', async () => {
    const log = await history(30);
    const back = await sourceOf(log);
    await moveLog(back, target);
    await target.close();
    // as after the switch: the log it came from is the target now, and knows nothing of a move
    const first = await testDatabase();
    const old = await PostgresTarget.open(first.url, trouble);
    await moveLog(back, old);
    await grow(log, 10);
    const forgetful: LogTarget = {
      moved: () => Promise.resolve(null),
      pages: () => old.pages(),
      take: (events, moved) => old.take(events, moved),
    };
    expect(await moveLog(back, forgetful)).toMatchObject({ events: 11, done: true });
    const refused = moveLog(await sourceOf(await history(30)), forgetful);
    await expect(refused).rejects.toThrow(MoveRefused);
    await expect(refused).rejects.toThrow(/^its event 1 is of stream deal-/);
    await old.close();
    await first.close();
    await open();
  });

  it('follows what is recorded meanwhile, and refuses a source that grows where it shall not', async () => {
    const log = await history(3_000);
    const source = await sourceOf(log);
    const growing = { ...source, head: () => log.head().then(({ position }) => position) };
    const slow: LogTarget = {
      moved: () => target.moved(),
      pages: () => target.pages(),
      take: async (events, moved) => {
        await log.appendAll([touching(touch())]);
        await target.take(events, moved);
      },
    };
    await expect(moveLog(growing, slow)).rejects.toThrow('events were recorded meanwhile');
    const following = moveLog(source, target, { follow: { quietMs: 1_500 } });
    for (let n = 0; n < 20; n++) {
      await log.appendAll([touching(touch())]);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await following).toMatchObject({ done: true, resumed: true });
    expect(await compareLogs(source.pages(0), target.pages())).toMatchObject({ longer: null, difference: null });
    const stop = new AbortController();
    const stopped = moveLog(source, target, { follow: { quietMs: null }, stopped: stop.signal });
    await log.appendAll([touching(touch())]);
    while ((await target.moved())!.position < (await log.head()).position)
      await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    expect(await stopped).toEqual({ events: 1, done: false, resumed: true });
    await expect(PostgresEventLog.open({ url: database.url })).rejects.toThrow('is being moved into this database');
  });
});
