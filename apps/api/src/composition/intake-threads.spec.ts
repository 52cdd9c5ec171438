import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createLogger } from '#platform';
import type { Answer, Handed } from '../intake/handed.js';
import type { IntakeThreadData } from './intake-thread.js';
import { IntakeThreads } from './intake-threads.js';

const entry = pathToFileURL(join(__dirname, '..', '..', 'test', 'threads', 'taking.mjs'));
const LARGE = 100_000;

describe('threads of intake', () => {
  let threads: IntakeThreads;
  afterEach(() => threads.stop());

  const start = (count: number): IntakeThreads =>
    (threads = new IntakeThreads(
      count,
      {} as Omit<IntakeThreadData, 'counts' | 'place'>,
      createLogger({ level: 'silent' }),
      { appended: () => undefined, heard: () => undefined },
      entry,
    ));
  /** Who took a delivery. */
  const takenBy = async (path: string, size: number, held?: Promise<void>): Promise<'here' | 'thread'> => {
    let here = false;
    await threads.share({ path, raw: Buffer.alloc(size) } as unknown as Handed, async () => {
      here = true;
      await held;
      return {} as Answer;
    });
    return here ? 'here' : 'thread';
  };
  const running = async (): Promise<void> => {
    while ((await takenBy('answers', LARGE)) === 'here') await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it('take what is large, and leave what is small where it arrived', async () => {
    start(1);
    await running();
    expect(await takenBy('answers', LARGE)).toBe('thread');
    expect(await takenBy('answers', 1_000)).toBe('here');
  });

  it('share with the thread that they are started from, by what each has to do', async () => {
    start(1);
    await running();
    const first = takenBy('holds', LARGE);
    let release!: () => void;
    const second = takenBy('holds', LARGE, new Promise((resolve) => (release = resolve)));
    const third = takenBy('holds', LARGE);
    release();
    expect(await second).toBe('here');
    await threads.stop();
    expect([await first, await third]).toEqual(['thread', 'thread']);
  });

  it('are started again when they die: what they had is rejected, and counts no more', async () => {
    start(1);
    await running();
    expect(threads.underway.messages).toBeGreaterThan(0);
    await expect(takenBy('dies', LARGE)).rejects.toThrow('the thread that took the delivery ended');
    expect(threads.underway.messages).toBe(0);
    expect(await takenBy('answers', LARGE)).toBe('here');
    await running();
  });

  it('are none where the machine has one processor', async () => {
    start(0);
    expect(await takenBy('answers', LARGE)).toBe('here');
  });
});
