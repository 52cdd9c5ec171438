import type { Head, Position, RecordedEvent } from '#kernel';
import { READ_MODELS } from '../composition/read-models.js';
import { LiveHub, type LiveMessage } from './live-hub.js';

describe('the hub of live updates', () => {
  let head: Position;
  let projected: Position;
  let recordedAt: number;
  let failing: boolean;
  let looks: number;
  let wake: () => void;
  let hub: LiveHub;

  const log = {
    watch: (told: () => void) => {
      wake = told;
      return () => undefined;
    },
    head: (): Promise<Head> => Promise.resolve({ position: head } as Head),
    readAll: ({ after }: { after: Position }) => {
      if (failing) return Promise.reject(new Error('the log does not answer'));
      // all but the last were recorded long ago
      const next = { recordedAt: after === head - 1 ? recordedAt : recordedAt - 600_000 } as RecordedEvent;
      return Promise.resolve({ events: after < head ? [next] : [], head } as never);
    },
  };
  const readModels = {
    positions: () => {
      looks++;
      return Promise.resolve(new Map(READ_MODELS.map((name) => [name, projected])));
    },
    status: () =>
      Promise.resolve(
        READ_MODELS.map((name) => ({
          name,
          version: 1,
          generation: 1,
          position: projected,
          deadLetters: 0,
          halted: null,
          rebuilding: null,
          canRollBack: false,
        })),
      ),
  };
  const append = (): void => {
    if (projected === head) recordedAt = Date.now();
    head++;
    wake();
  };
  const listening = (): LiveMessage[] => {
    const heard: LiveMessage[] = [];
    hub.listen((message) => heard.push(message));
    return heard;
  };
  const lags = (heard: readonly LiveMessage[]): number[] =>
    heard.flatMap((message) => ('freshness' in message ? [Math.round(message.freshness.lagSeconds)] : []));

  beforeEach(() => {
    jest.useFakeTimers();
    [head, projected, looks, recordedAt, failing] = [7, 7, 0, Date.now() - 60_000, false];
    hub = new LiveHub(log, readModels, { warn: () => undefined });
  });
  afterEach(() => {
    hub.close();
    jest.useRealTimers();
  });

  it('tells each new listener at once how fresh everything is, behind or not', async () => {
    const first = listening();
    await jest.advanceTimersByTimeAsync(10);
    expect(first).toMatchObject([{ freshness: { position: 7, head: 7, lagSeconds: 0 } }]);
    append();
    await jest.advanceTimersByTimeAsync(5_000);
    const second = listening();
    await jest.advanceTimersByTimeAsync(100);
    expect(second[0]).toMatchObject({ freshness: { position: 7, head: 8 } });
    expect(lags(second)[0]).toBe(5);
  });

  it('tells a new listener that everything changed only where something was recorded a moment ago', async () => {
    recordedAt = Date.now() - 3_000;
    const first = listening();
    await jest.advanceTimersByTimeAsync(100);
    expect(first).toContainEqual({ changed: READ_MODELS, position: 7 });
    await jest.advanceTimersByTimeAsync(30_000);
    expect(first.filter((message) => 'changed' in message)).toHaveLength(1);
    const second = listening();
    await jest.advanceTimersByTimeAsync(100);
    expect(second.map((message) => Object.keys(message)[0])).toEqual(['freshness']);
    recordedAt = Date.now();
    const third = listening();
    await jest.advanceTimersByTimeAsync(100);
    expect([first, second, third].map((heard) => heard.filter((message) => 'changed' in message).length)).toEqual([
      1, 0, 1,
    ]);
  });

  it('tells a new listener although the log did not answer at first, and none that left meanwhile', async () => {
    [recordedAt, failing] = [Date.now(), true];
    const heard = listening();
    const gone: LiveMessage[] = [];
    const leave = hub.listen((message) => gone.push(message));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(heard.some((message) => 'changed' in message)).toBe(false);
    leave();
    failing = false;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(heard.filter((message) => 'changed' in message)).toHaveLength(1);
    expect(gone.some((message) => 'changed' in message)).toBe(false);
  });

  it('says once a second how far behind read models are that do not move', async () => {
    const heard = listening();
    await jest.advanceTimersByTimeAsync(10);
    append();
    await jest.advanceTimersByTimeAsync(10_000);
    const said = lags(heard);
    expect(said.length).toBeGreaterThanOrEqual(9);
    expect(said.at(-1)).toBeGreaterThanOrEqual(9);
  });

  it('looks ever more seldom while nothing moves, whatever comes in meanwhile', async () => {
    listening();
    append();
    await jest.advanceTimersByTimeAsync(10_000);
    looks = 0;
    for (let i = 0; i < 600; i++) {
      append();
      await jest.advanceTimersByTimeAsync(100);
    }
    expect(looks).toBeLessThan(70);
    expect(looks).toBeGreaterThan(50);
  });

  it('is there within moments when they move again, and when something comes in after quiet', async () => {
    const heard = listening();
    append();
    await jest.advanceTimersByTimeAsync(10_000);
    projected = head;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(heard.at(-1)).toMatchObject({ freshness: { position: 8, lagSeconds: 0 } });
    await jest.advanceTimersByTimeAsync(60_000);
    heard.length = 0;
    append();
    await jest.advanceTimersByTimeAsync(30);
    expect(heard).toEqual([]);
    projected = head;
    await jest.advanceTimersByTimeAsync(120);
    expect(heard[0]).toMatchObject({ changed: expect.arrayContaining(['contacts']), position: 9 });
  });

  it('looks seldom while there is nothing to wait for, and not at all when nobody listens', async () => {
    const silence = hub.listen(() => undefined);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(looks).toBeLessThanOrEqual(31);
    silence();
    looks = 0;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(looks).toBe(0);
  });
});
