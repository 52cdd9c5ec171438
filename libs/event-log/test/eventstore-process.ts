import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

/** A server in a process of its own, that can be killed, frozen and started again on what it holds. */
export interface ServerProcess {
  readonly url: string;
  /** Starts it again where it was killed. */
  start(): Promise<void>;
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Tells the stand-in to go wrong, in a word of `stand-in-process.ts`. */
  tell(word: string): void;
  close(): Promise<void>;
}

const root = join(__dirname, '../../..');

/** The stand-in as a process. */
export async function standInProcess(): Promise<ServerProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'throughline-stand-in-'));
  const port = await freePort();
  const begin = (): ChildProcess =>
    spawn(
      process.execPath,
      [
        '--import',
        pathToFileURL(join(root, 'test/typescript-loader.mjs')).href,
        join(__dirname, 'eventstore-stand-in/stand-in-process.ts'),
        String(port),
        join(directory, 'log'),
      ],
      { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] },
    );
  const ready = async (child: ChildProcess): Promise<void> => {
    const { value } = await createInterface({ input: child.stdout! })[Symbol.asyncIterator]().next();
    if (!String(value).startsWith('ready')) throw new Error('the stand-in did not start');
  };
  return processOf(`esdb://127.0.0.1:${port}?tls=false`, begin, ready, () =>
    rm(directory, { recursive: true, force: true }),
  );
}

/** A real server, started by a command of a shell; it must come up on the address of `url`, keeping its data. */
export function serverByCommand(command: string, url: string): Promise<ServerProcess> {
  const begin = (): ChildProcess => spawn(`exec ${command}`, { shell: true, stdio: ['pipe', 'ignore', 'inherit'] });
  // A server that is starting is waited for by whoever opens a log on it.
  return processOf(
    url,
    begin,
    () => Promise.resolve(),
    () => Promise.resolve(),
  );
}

async function processOf(
  url: string,
  begin: () => ChildProcess,
  ready: (child: ChildProcess) => Promise<void>,
  remove: () => Promise<void>,
): Promise<ServerProcess> {
  let child = begin();
  await ready(child);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    url,
    start: async () => {
      child = begin();
      await ready(child);
    },
    kill,
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    tell: (word) => child.stdin!.write(`${word}\n`),
    close: async () => {
      child.kill('SIGCONT');
      await kill();
      await remove();
    },
  };
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
