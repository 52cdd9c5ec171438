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
async function imported(
  readers: Readers,
  options: Omit<YieldingOptions, 'readers'>,
  ms: number,
  warm: number,
  appending = 1,
) {
  const admission = new YieldingHistory({ readers: readers.progress, every: 2, patience: 10_000, ...options });
  const until = performance.now() + ms;
  let most = 0;
  await Promise.all(
    [1, 2, 3].map(async () => {
      while (performance.now() < until) {
        const appended = await admission.admit('history', 50);
        await sleep(appending);
        readers.head += 50;
        appended();
        if (performance.now() > until - ms + warm) most = Math.max(most, readers.head - readers.read);
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

  it('counts what is still being appended', async () => {
    const readers = new Readers(10);
    const importing = imported(readers, { least: 100, wait: 100 }, 1_500, 700, 120);
    await jest.advanceTimersByTimeAsync(2_500);
    expect((await importing).most).toBeLessThan(1_500);
    readers.stop();
  });

  it('waits for readers that are at a long step', async () => {
    const readers = new Readers(0);
    readers.head = 3_000;
    const admission = new YieldingHistory({ readers: readers.progress, every: 25, patience: 100 });
    const first = expect(admission.admit('history', 50)).rejects.toThrow('3000 events behind');
    await jest.advanceTimersByTimeAsync(200);
    await first;
    await jest.advanceTimersByTimeAsync(5_000);
    const later = expect(admission.admit('history', 50)).rejects.toThrow(LogBusy);
    await jest.advanceTimersByTimeAsync(200);
    await later;
    readers.stop();
  });

  it('may be more where nobody reads, up to a bound', async () => {
    const readers = new Readers(0);
    const admission = new YieldingHistory({ readers: readers.progress, most: 500, every: 1, patience: 20 });
    readers.head = 1;
    const [before] = await Promise.all([admission.admit('history', 1), jest.advanceTimersByTimeAsync(30_000)]);
    before();
    let taken = 0;
    const taking = (async () => {
      for (;;) {
        const appended = await admission.admit('history', 50);
        readers.head += 50;
        appended();
        taken += 50;
      }
    })();
    const refused = expect(taking).rejects.toThrow(LogBusy);
    await jest.advanceTimersByTimeAsync(100);
    await refused;
    readers.stop();
    expect(taken).toBeGreaterThanOrEqual(400);
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
    const appended = await admission.admit('history', 60);
    appended();
    await admission.admit('history', 40);
    await expect(admission.admit('history', 1)).rejects.toThrow('100 events behind');
    await admission.admit('live', 1_000);
  });
});
