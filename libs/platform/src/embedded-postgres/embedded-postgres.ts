import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { errorCode, StartFailure } from '../failure.js';
import { isRunning } from '../home/process-state.js';
import type { Logger } from '../logging/logger.js';
import { prepareBinaries, type Binaries } from './binaries.js';
import { OWNER, ownerOf, prepareDataDirectory, type DataDirectory } from './data-directory.js';
import { ended, launch, readPostmaster, stop, type ServerProcess } from './server-process.js';
import { DURABLE_SETTINGS } from './server-settings.js';
import { isRoot, unprivilegedUser, type ServerUser } from './unprivileged-user.js';

/** The embedded server, running and watched. */
export interface EmbeddedPostgres {
  /** Connection string of the database, owner and password included; stays the same when the server is restarted. */
  readonly url: string;
  readonly dataDirectory: string;
  readonly port: number;
  /** True when a server left by a killed process was taken over instead of started. */
  readonly adopted: boolean;
  /** `restarting` after the server died unasked, `failed` when it could not be brought back. */
  readonly state: 'running' | 'restarting' | 'failed' | 'stopped';
  /** Process id of the server now. */
  readonly pid: number;
  /** Stops the server in order, at once after `patienceMs` (6000). */
  stop(patienceMs?: number): Promise<void>;
}

/** How the embedded server is started. The caller holds the home's lock. */
export interface EmbeddedPostgresOptions {
  readonly home: string;
  readonly logger: Logger;
  /** Server settings in place of the durable ones: for tests only. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called once when the server died and could not be brought back within a minute. */
  readonly onFailure?: (error: Error) => void;
}

interface Prepared {
  readonly home: string;
  readonly binaries: Binaries;
  readonly data: DataDirectory;
  readonly user: ServerUser | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly fingerprint: string;
}

/** What is remembered between starts, beside the data: where the server was and what it was started with. */
interface Remembered {
  readonly port: number;
  readonly fingerprint: string;
}

/**
 * Starts the PostgreSQL 18 that comes with Throughline on the home's data, or takes over one that a killed process
 * left running with the same settings. If it dies later, it is brought back on the same address.
 *
 * @throws StartFailure in one line when it cannot: no package for the platform, data of another version, full disk.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { logger } = options;
  const prepared = await prepare(options);
  const { server, adopted } = await start(prepared, logger);
  await ensureDatabase(addressOf(prepared, server.port));
  return supervise(prepared, server, adopted, options);
}

/** Connection string of the embedded server that another process runs on this home, or undefined when none answers. */
export async function runningEmbeddedUrl(home: string): Promise<string | undefined> {
  const remembered = await recall(home);
  const password = await readFile(join(home, 'secrets', 'postgres-password'), 'utf8').catch(() => undefined);
  if (!remembered || !password) return undefined;
  const url = connectionString(remembered.port, password.trim());
  return (await answers(url)) ? url : undefined;
}

async function prepare({ home, settings = DURABLE_SETTINGS }: EmbeddedPostgresOptions): Promise<Prepared> {
  const user = isRoot() ? ((await ownerOf(home)) ?? (await unprivilegedUser())) : undefined;
  const binaries = await prepareBinaries(user, home);
  const data = await prepareDataDirectory(home, binaries, user);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([binaries.postgres, data.path, settings]))
    .digest('hex');
  return { home, binaries, data, user, settings, fingerprint };
}

async function start(prepared: Prepared, logger: Logger): Promise<{ server: ServerProcess; adopted: boolean }> {
  const remembered = await recall(prepared.home);
  const left = await serverLeftBehind(prepared);
  if (left) {
    const same = remembered?.port === left.port && remembered.fingerprint === prepared.fingerprint;
    if (same && (await answers(addressOf(prepared, left.port)))) {
      logger.info({ pid: left.pid, port: left.port }, 'Took over the PostgreSQL that an earlier process left running');
      return { server: left, adopted: true };
    }
    logger.info({ pid: left.pid }, 'Stopping the PostgreSQL that an earlier process left running');
    await stop(left);
  }
  return { server: await launchAndRemember(prepared, remembered?.port), adopted: false };
}

async function launchAndRemember(
  prepared: Prepared,
  preferredPort: number | undefined,
  samePort = false,
): Promise<ServerProcess> {
  const server = await launch({
    postgres: prepared.binaries.postgres,
    dataDirectory: prepared.data.path,
    logFile: join(prepared.home, 'postgres.log'),
    user: prepared.user,
    settings: prepared.settings,
    preferredPort,
    samePort,
  });
  if (!samePort) await remember(prepared.home, { port: server.port, fingerprint: prepared.fingerprint });
  return server;
}

/** A live postmaster that names this data directory; a zombie or another program under a reused id is none. */
async function serverLeftBehind(prepared: Prepared): Promise<ServerProcess | undefined> {
  const found = await readPostmaster(prepared.data.path);
  if (!found || !(await isRunning(found.pid))) return undefined;
  if (process.platform === 'linux') {
    const command = await readFile(`/proc/${found.pid}/cmdline`, 'utf8').catch(() => '');
    if (!command.includes(prepared.data.path)) return undefined;
  }
  return { pid: found.pid, port: found.port };
}

function supervise(
  prepared: Prepared,
  first: ServerProcess,
  adopted: boolean,
  { logger, onFailure }: EmbeddedPostgresOptions,
): EmbeddedPostgres {
  let server = first;
  let state: EmbeddedPostgres['state'] = 'running';
  let watching: Promise<void> = Promise.resolve();

  const bringBack = async (): Promise<void> => {
    state = 'restarting';
    logger.error({ pid: server.pid }, 'PostgreSQL ended unasked; starting it again');
    const giveUp = Date.now() + 60_000;
    for (;;) {
      try {
        const next = await launchAndRemember(prepared, server.port, true);
        // Stopping may have begun meanwhile; then the new server must not outlive this process.
        server = next;
        if (stopping()) return await stop(next);
        state = 'running';
        logger.info({ pid: server.pid, port: server.port }, 'PostgreSQL is back');
        watch();
        return;
      } catch (error) {
        if (stopping()) return;
        if (Date.now() < giveUp) {
          await sleep(500);
          continue;
        }
        state = 'failed';
        logger.fatal({ err: error }, 'PostgreSQL could not be brought back');
        onFailure?.(error instanceof Error ? error : new Error(String(error)));
        return;
      }
    }
  };

  const stopping = (): boolean => state === 'stopped';

  const onEnd = (): void => {
    if (state === 'running') watching = bringBack();
  };

  const watch = (): void => {
    if (server.child) {
      server.child.once('exit', onEnd);
      return;
    }
    const { pid } = server;
    const timer = setInterval(() => {
      void isRunning(pid).then((running) => {
        if (running && state === 'running') return;
        clearInterval(timer);
        onEnd();
      });
    }, 250);
    timer.unref();
  };

  watch();
  return {
    url: addressOf(prepared, first.port),
    dataDirectory: prepared.data.path,
    port: first.port,
    adopted,
    get state() {
      return state;
    },
    get pid() {
      return server.pid;
    },
    async stop(patienceMs) {
      if (state === 'stopped') return;
      state = 'stopped';
      await stop(server, patienceMs);
      await watching;
      await ended(server, 1_000);
    },
  };
}

async function ensureDatabase(url: string): Promise<void> {
  try {
    await withClient(url, async () => undefined);
  } catch (error) {
    if (errorCode(error) === '28P01')
      throw new StartFailure(
        'postgres.password-lost',
        'The embedded PostgreSQL refuses the password in secrets/postgres-password: restore that file from a backup.',
      );
    if (errorCode(error) !== '3D000') throw error;
    const server = new URL(url);
    server.pathname = '/postgres';
    await withClient(server.href, (client) => client.query(`CREATE DATABASE ${OWNER}`));
  }
}

async function answers(url: string): Promise<boolean> {
  return withClient(url, (client) => client.query('SELECT 1')).then(
    () => true,
    () => false,
  );
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function addressOf(prepared: Prepared, port: number): string {
  return connectionString(port, prepared.data.password);
}

function connectionString(port: number, password: string): string {
  return `postgres://${OWNER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${OWNER}`;
}

async function recall(home: string): Promise<Remembered | undefined> {
  try {
    return JSON.parse(await readFile(join(home, 'postgres.json'), 'utf8')) as Remembered;
  } catch {
    return undefined;
  }
}

async function remember(home: string, what: Remembered): Promise<void> {
  await writeFile(join(home, 'postgres.json'), JSON.stringify(what), { mode: 0o600 });
}
