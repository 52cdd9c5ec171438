import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../embedded-postgres/embedded-postgres.js';
import { readPostmaster, stop } from '../embedded-postgres/server-process.js';
import { DISPOSABLE_SETTINGS } from '../embedded-postgres/server-settings.js';
import { isRunning } from '../home/process-state.js';
import { createLogger } from '../logging/logger.js';

/** The server that all files of a test run share. */
export interface TestServer {
  readonly url: string;
  /** Stops it and throws its data away. */
  stop(): Promise<void>;
}

const PREFIX = 'throughline-tests-';

/** Starts an embedded PostgreSQL in a temporary directory, without durability; clears away what killed runs left. */
export async function startTestServer(): Promise<TestServer> {
  await sweep();
  const home = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  await chmod(home, 0o755);
  const server = await startEmbeddedPostgres({
    home,
    logger: createLogger({ level: 'error' }),
    settings: DISPOSABLE_SETTINGS,
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop(500);
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    },
  };
}

async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(/^throughline-tests-(\d+)-/.exec(name)?.[1]);
    if (!owner || (await isRunning(owner))) continue;
    const home = join(tmpdir(), name);
    const left = await readPostmaster(join(home, 'postgres'));
    if (left && (await isRunning(left.pid))) await stop(left, 100);
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}
