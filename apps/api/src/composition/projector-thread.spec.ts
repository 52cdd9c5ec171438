import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createLogger } from '#platform';
import { ProjectorThread, type ProjectorData } from './projector-thread.js';

const entry = pathToFileURL(join(__dirname, '..', '..', 'test', 'threads', 'dying.mjs'));

describe('the thread of the projector', () => {
  const thread = (how: string): { thread: ProjectorThread; lives: Int32Array } => {
    const lives = new Int32Array(new SharedArrayBuffer(8));
    const data = { how, lives } as unknown as ProjectorData;
    return { thread: new ProjectorThread(data, createLogger({ level: 'silent' }), undefined, entry), lives };
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const running = (of: ProjectorThread): boolean => {
    try {
      of.check();
      return true;
    } catch {
      return false;
    }
  };

  it('runs until it is asked to stop', async () => {
    const { thread: steady } = thread('steady');
    await steady.start();
    expect(running(steady)).toBe(true);
    await steady.stop();
    expect(() => steady.check()).toThrow('the projector is stopped');
  });

  it('is started again when it dies, and health says so meanwhile', async () => {
    const { thread: dying, lives } = thread('dies-once');
    await dying.start();
    Atomics.store(lives, 1, 1);
    await until(() => !running(dying));
    expect(() => dying.check()).toThrow('out of luck');
    await until(() => running(dying));
    expect(lives[0]).toBe(2);
    await dying.stop();
  });

  it('is not started again when it could not start at all', async () => {
    const { thread: hopeless, lives } = thread('never-starts');
    await expect(hopeless.start()).rejects.toThrow('the log is another one');
    await hopeless.stop();
    expect(lives[0]).toBe(1);
  });
});
