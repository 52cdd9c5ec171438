import { LogBusy } from '#kernel';
import { YieldingHistory, type YieldingOptions } from './admission.js';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Readers of a log that read so many events a millisecond, in steps. */
class Readers {
  head = 0;
  read = 0;
  private readonly running: NodeJS.Timeout;

  constructor(perMs: number) {
    let last = performance.now();
    this.running = setInterval(() => {
      const now = performance.now();
      this.read = Math.min(this.head, this.read + Math.round((now - last) * perMs));
      last = now;
    }, 5);
  }

  progress = (): { read: number; behind: number } => ({ read: this.read, behind: this.head - this.read });

  stop(): void {
    clearInterval(this.running);
  }
}

/** Imports for a while; answers how far the readers were behind at most, and how much came in. */
async function imported(readers: Readers, options: Omit<YieldingOptions, 'readers'>, ms: number, warm: number) {
  const admission = new YieldingHistory({ readers: readers.progress, every: 2, patience: 10_000, ...options });
  const until = performance.now() + ms;
  let most = 0;
  await Promise.all(
    [1, 2, 3].map(async () => {
      while (performance.now() < until) {
        await admission.admit('history', 50);
        readers.head += 50;
        if (performance.now() > until - ms + warm) most = Math.max(most, readers.head - readers.read);
        await sleep(1);
      }
    }),
  );
  return { most, events: readers.head };
}

describe('history that yields', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());

  it('comes in as fast as readers work, and never puts more before them than they work off in the given time', async () => {
    const readers = new Readers(10);
    const importing = imported(readers, { least: 100, wait: 100 }, 1_500, 700);
    await jest.advanceTimersByTimeAsync(2_000);
    const { most, events } = await importing;
    readers.stop();
    // 10 a millisecond for 100 ms, and what three at once bring before the next look
    expect(most).toBeLessThan(3_000);
    expect(events).toBeGreaterThan(4_000);
  });

  it('may be more where nobody reads, up to a bound', async () => {
    const readers = new Readers(0);
    const admission = new YieldingHistory({ readers: readers.progress, most: 500, every: 1, patience: 20 });
    let taken = 0;
    const taking = (async () => {
      for (;;) {
        await admission.admit('history', 50);
        readers.head += 50;
        taken += 50;
      }
    })();
    const refused = expect(taking).rejects.toThrow(LogBusy);
    await jest.advanceTimersByTimeAsync(100);
    await refused;
    readers.stop();
    expect(taken).toBeGreaterThanOrEqual(500);
    expect(taken).toBeLessThanOrEqual(600);
  });

  it('counts what was let in since it last looked', async () => {
    const admission = new YieldingHistory({
      readers: () => ({ read: 0, behind: 0 }),
      least: 100,
      wait: 0,
      every: 60_000,
      patience: 0,
    });
    await admission.admit('history', 90);
    await admission.admit('history', 20);
    await expect(admission.admit('history', 1)).rejects.toThrow('110 events behind');
    await admission.admit('live', 1_000);
  });
});
