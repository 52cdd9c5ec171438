import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartFailure } from '../failure.js';
import { isRunning } from '../home/process-state.js';
import type { ServerUser } from './unprivileged-user.js';

/** A PostgreSQL server that runs, whoever started it. */
export interface ServerProcess {
  readonly pid: number;
  readonly port: number;
  /** Present when this process started it; absent when it was adopted. */
  readonly child?: ChildProcess;
}

/** What is needed to start a server on a data directory. */
export interface LaunchOptions {
  readonly postgres: string;
  readonly dataDirectory: string;
  readonly logFile: string;
  readonly user: ServerUser | undefined;
  readonly settings: Readonly<Record<string, string>>;
  /** Port to try first; another free one is taken when somebody else has it. */
  readonly preferredPort: number | undefined;
  /** Insist on the preferred port: clients hold its address. */
  readonly samePort?: boolean;
}

const READY_WITHIN_MS = 120_000;
const LARGEST_LOG = 10 * 1024 * 1024;

/** What postmaster.pid says: process, port and whether connections are accepted. Undefined when there is no such file. */
export async function readPostmaster(
  dataDirectory: string,
): Promise<{ pid: number; port: number; ready: boolean } | undefined> {
  const content = await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (content === undefined) return undefined;
  const lines = content.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Starts the server in a session of its own (Ctrl-C reaches the application alone, which then stops the server last)
 * and waits until it accepts connections, however long recovery takes within two minutes.
 *
 * @throws StartFailure with the server's last words.
 */
export async function launch(options: LaunchOptions): Promise<ServerProcess> {
  const patience = Date.now() + 20_000;
  let port = options.preferredPort && (await isFree(options.preferredPort)) ? options.preferredPort : undefined;
  for (;;) {
    port ??= options.samePort ? options.preferredPort! : await freePort();
    const outcome = await attempt(options, port);
    if ('pid' in outcome) return outcome;
    if (Date.now() > patience || !TRANSIENT.test(outcome.said)) throw explain(options, outcome.said);
    // What is left of a killed server (a zombie, its last backends, its memory) takes a moment to go.
    await sleep(/could not bind|Address already in use/.test(outcome.said) && !options.samePort ? 0 : 200);
    port = undefined;
  }
}

const TRANSIENT =
  /could not bind|Address already in use|pre-existing shared memory block|lock file "postmaster\.pid" already exists|could not create any TCP\/IP sockets/;

/**
 * Stops a server: first as an orderly end with a checkpoint, and when that takes longer than `patienceMs`, at once
 * (the next start then recovers from the write-ahead log; nothing acknowledged is lost either way).
 */
export async function stop(server: ServerProcess, patienceMs = 6_000): Promise<void> {
  for (const [signal, wait] of [
    ['SIGINT', patienceMs],
    ['SIGQUIT', 2_000],
    ['SIGKILL', 1_000],
  ] as const) {
    try {
      process.kill(server.pid, signal);
    } catch {
      return;
    }
    if (await ended(server, wait)) return;
  }
}

/** Waits until the server has ended; false when `patienceMs` pass first. */
export async function ended(server: ServerProcess, patienceMs: number): Promise<boolean> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(10)) {
    if (server.child ? server.child.exitCode !== null || server.child.signalCode !== null : false) return true;
    if (!(await isRunning(server.pid))) return true;
  }
  return false;
}

async function attempt(options: LaunchOptions, port: number): Promise<ServerProcess | { said: string }> {
  await limitLog(options.logFile);
  const log = await open(options.logFile, 'a', 0o600);
  const begin = (await log.stat()).size;
  const settings = Object.entries(options.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    const child = spawn(options.postgres, ['-D', options.dataDirectory, '-p', String(port), ...settings], {
      ...options.user,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    });
    const end: { reason?: string } = {};
    child.once('error', (error) => (end.reason = error.message));
    child.once('exit', (code, signal) => (end.reason ??= `ended with ${signal ?? code}`));
    child.unref();
    for (const latest = Date.now() + READY_WITHIN_MS; Date.now() < latest && !end.reason; await sleep(10)) {
      const found = await readPostmaster(options.dataDirectory);
      if (found?.ready && found.pid === child.pid) return { pid: child.pid, port, child };
    }
    if (!end.reason) process.kill(child.pid!, 'SIGQUIT');
    const said = (await readFile(options.logFile, 'utf8')).slice(begin).trim();
    return { said: said || end.reason || `not ready within ${READY_WITHIN_MS / 1000} s` };
  } finally {
    await log.close();
  }
}

function explain(options: LaunchOptions, said: string): StartFailure {
  const reasons: [RegExp, string, string][] = [
    [
      /No space left on device/i,
      'home.unusable',
      'is on a full disk: free some space, then start again; nothing was changed.',
    ],
    [/Read-only file system/i, 'home.unusable', 'is on a read-only file system: mount it writable.'],
    [
      /Permission denied|wrong ownership/i,
      'home.unusable',
      'may not be used by the server: give it back to its owner.',
    ],
    [
      /incompatible with server|not initialized by this version/i,
      'data.newer',
      'was written by another release of PostgreSQL: start the release that wrote it.',
    ],
  ];
  const known = reasons.find(([pattern]) => pattern.test(said));
  const words = said
    .split('\n')
    .findLast((line) => /FATAL|PANIC|ERROR|could not/.test(line))
    ?.replace(/^.*?(FATAL|PANIC|ERROR|LOG):\s*/, '');
  return known
    ? new StartFailure(known[1], `${options.dataDirectory} ${known[2]}`)
    : new StartFailure(
        'postgres.not-started',
        `The embedded PostgreSQL did not start: ${words ?? said.split('\n').at(-1)} (whole story in ${options.logFile})`,
      );
}

async function limitLog(path: string): Promise<void> {
  const size = await stat(path)
    .then((found) => found.size)
    .catch(() => 0);
  if (size > LARGEST_LOG) await rename(path, `${path}.1`);
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

async function isFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === undefined) throw new StartFailure('postgres.no-port', 'No free TCP port on 127.0.0.1.');
  return port;
}
