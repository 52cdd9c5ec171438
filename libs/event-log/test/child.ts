import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createInterface } from 'node:readline';

/** Another process that appends one message. */
export interface Child {
  readonly process: ChildProcess;
  /** Tells it to append. */
  go(): void;
  /** Its next line; null when it ended without one. */
  line(): Promise<string | null>;
  /** Resolves when it is gone. */
  ended: Promise<unknown>;
}

const root = join(__dirname, '../../..');

/** Starts the appending process, and waits until its log is open. */
export async function child(url: string, message: string, mode = ''): Promise<Child> {
  const started = spawn(
    process.execPath,
    [
      '--import',
      pathToFileURL(join(root, 'test/typescript-loader.mjs')).href,
      join(__dirname, 'appender-process.ts'),
      url,
      message,
      mode,
    ],
    { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = once(started, 'exit');
  const lines = createInterface({ input: started.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string | null> => {
    const next = await lines.next();
    return next.done === true ? null : next.value;
  };
  if ((await line()) !== 'ready') throw new Error('the appending process did not start');
  return { process: started, go: () => started.stdin.write('go\n'), line, ended };
}
