import { randomUUID } from 'node:crypto';
import type { Position } from '../ids.js';
import type { EventLog } from '../ports/event-log.js';
import type { LogStore } from './log-store.js';
import { decided, streamOf, touch } from './sample-events.js';

/** Races, and what a reader sees meanwhile; by two instances of the engine where they can share a store. */
export function concurrencyContract(makeStore: () => Promise<LogStore>): void {
  let store: LogStore;
  let logs: readonly EventLog[];
  beforeAll(async () => {
    store = await makeStore();
    logs = [await store.open(), await store.open()];
  });
  afterAll(() => store.close());

  it('lets one of fifty win who decide about the same stream at the same revision', async () => {
    const stream = `deal-${randomUUID()}`;
    await logs[0]!.append(stream, [decided(stream)], 'none');
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, i) => logs[i % 2]!.append(stream, [decided(stream)], 0)),
    );
    expect(outcomes.filter((outcome) => outcome.kind === 'appended')).toHaveLength(1);
    const losers = outcomes.filter((outcome) => outcome.kind === 'conflict');
    expect(losers).toHaveLength(49);
    expect(losers.every((outcome) => outcome.actual === 1)).toBe(true);
    expect(await logs[1]!.readStream(stream)).toHaveLength(2);
  });

  it('gives two hundred appenders positions that a reader sees in order, none late', async () => {
    const start = (await logs[0]!.head()).position;
    const seen: Position[] = [];
    let done = false;
    let after = start;
    const read = async (): Promise<void> => {
      for (let last = false; ;) {
        const { events, scannedTo } = await logs[1]!.readAll({ after, limit: 100 });
        seen.push(...events.map((event) => event.position));
        after = scannedTo;
        if (events.length > 0) continue;
        if (last) return;
        last = done;
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const append = async (appender: number): Promise<Position[]> => {
      const own: Position[] = [];
      for (let i = 0; i < 5; i++) {
        const made = touch();
        const outcome = await logs[appender % 2]!.append(streamOf(made), [made], 'none');
        if (outcome.kind !== 'appended') throw new Error(outcome.kind);
        own.push(outcome.position);
      }
      return own;
    };
    const appending = Promise.all(Array.from({ length: 200 }, (_, appender) => append(appender))).finally(() => {
      done = true;
    });
    const [positions] = await Promise.all([appending, read()]);
    const all = positions.flat().sort((a, b) => a - b);
    expect(new Set(all).size).toBe(1_000);
    expect(seen).toEqual(all);
    for (const own of positions) expect(own).toEqual([...own].sort((a, b) => a - b));
  });

  it('shows what was appended to whoever reads after the answer, by either instance', async () => {
    const made = touch();
    const outcome = await logs[0]!.append(streamOf(made), [made], 'none');
    const position = (outcome as { position: Position }).position;
    expect((await logs[1]!.head()).position).toBeGreaterThanOrEqual(position);
    expect(await logs[1]!.readAt([position])).toMatchObject([{ id: made.id, text: made.text }]);
  });

  it('wakes who watches, whichever instance appended', async () => {
    for (const log of logs) {
      const woken = { times: 0 };
      const stop = log.watch(() => woken.times++);
      // It promises to wake soon after an append once it is heard of everywhere: until then appends go on.
      while (woken.times === 0) {
        const made = touch();
        await logs[0]!.append(streamOf(made), [made], 'none');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      stop();
    }
  });

  it('never goes back in recordedAt, whatever the clocks of those who append say', async () => {
    const clocked = await makeStore();
    const now = Date.UTC(2026, 0, 1);
    let at = now;
    const [ahead, behind] = [await clocked.open({ clock: () => at + 60_000 }), await clocked.open({ clock: () => at })];
    for (const [log, clock] of [
      [behind, now],
      [ahead, now],
      [behind, now + 1_000],
      [behind, now - 3_600_000],
      [behind, now + 120_000],
    ] as const) {
      at = clock;
      const made = touch();
      await log.append(streamOf(made), [made], 'none');
    }
    const { events } = await behind.readAll({ after: 0, limit: 100 });
    const times = events.map((event) => event.recordedAt);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeGreaterThan(times.at(-2)!);
    await clocked.close();
  });
}
