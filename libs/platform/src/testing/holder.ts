import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the program that holds a home said when it was ready. */
export interface HolderFacts {
  readonly url: string;
  readonly pid: number;
  readonly adopted: boolean;
  readonly data: string;
}

/** A process that holds a home with its embedded server, for tests that kill things. */
export interface Holder {
  readonly process: ChildProcess;
  readonly facts: HolderFacts;
  /** Sends the signal and waits for the end; resolves with exit code or signal. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** How a holder ended that could not start. */
export interface Refused {
  readonly code: number;
  /** Everything it wrote to standard error. */
  readonly said: string;
}

/** Starts the holding program on a home: ready, or refused with what it said. */
export async function hold(home: string, user?: { uid: number; gid: number }): Promise<Holder | Refused> {
  const root = join(__dirname, '../../../..');
  const loader = pathToFileURL(join(root, 'test/typescript-loader.mjs')).href;
  const child = spawn(process.execPath, ['--import', loader, join(__dirname, 'hold-home.ts'), home], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  let out = '';
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const ready = new Promise<'ready'>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('\n')) resolve('ready');
    });
  });
  const first = await Promise.race([ready, ended]);
  if (first !== 'ready') return { code: first[0] ?? -1, said };
  return {
    process: child,
    facts: JSON.parse(out.split('\n')[0]!) as HolderFacts,
    end: async (signal) => {
      child.kill(signal);
      const [code, by] = await ended;
      return code ?? by ?? -1;
    },
  };
}

/** The holder, or an error with what it said. */
export async function holding(home: string, user?: { uid: number; gid: number }): Promise<Holder> {
  const outcome = await hold(home, user);
  if ('facts' in outcome) return outcome;
  throw new Error(`The holder ended with ${outcome.code}: ${outcome.said}`);
}
