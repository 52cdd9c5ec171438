import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { checkout } from './built.js';

/** The program, started as `npm start` starts it, with a home and a database of its own. */
export interface RunningApp {
  readonly address: string;
  /** The one-time link of the first sign-in. */
  readonly link: string;
  /** What the program has printed so far: warnings and errors. */
  readonly said: () => string;
  readonly stop: () => Promise<void>;
}

const ADDRESS = /^ {2}Throughline {2}(http\S+)$/m;
const LINK = /^ {2}(http\S+\/sign-in\?token=\S+)$/m;

/** Starts the built program on a free port. Throws with what it printed when it does not come up. */
export async function startApp(environment: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
  const home = await mkdtemp(join(tmpdir(), 'throughline-web-'));
  const database = await testDatabase();
  const { NODE_ENV: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['dist/apps/standalone/src/main.js'], {
    cwd: checkout,
    env: {
      ...inherited,
      THROUGHLINE_HOME: home,
      DATABASE_URL: database.url,
      PORT: '0',
      THROUGHLINE_ZONE: 'Asia/Jakarta',
      THROUGHLINE_LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const link = await printed(child, LINK);
  return {
    address: link.address,
    link: link.found,
    said: () => said.join(''),
    stop: () => stop(child, home, database),
  };
}

async function printed(
  child: ChildProcess,
  what: RegExp,
): Promise<{ readonly address: string; readonly found: string }> {
  let text = '';
  for await (const chunk of linesOf(child)) {
    text += chunk;
    const address = ADDRESS.exec(text)?.[1];
    const found = what.exec(text)?.[1];
    if (address !== undefined && found !== undefined) {
      child.stdout?.resume();
      return { address, found };
    }
  }
  throw new Error(`The program ended before it answered. It printed:\n${text}`);
}

async function* linesOf(child: ChildProcess): AsyncGenerator<string> {
  const queue: string[] = [];
  let wake: () => void = () => undefined;
  let ended = false;
  const take = (chunk: Buffer): void => {
    queue.push(chunk.toString());
    wake();
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  child.once('close', () => {
    ended = true;
    wake();
  });
  while (!ended || queue.length > 0) {
    const chunk = queue.shift();
    if (chunk !== undefined) yield chunk;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
}

async function stop(child: ChildProcess, home: string, database: TestDatabase): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
  await database.close();
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}
