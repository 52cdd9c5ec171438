import type { Configuration } from '../configuration/settings.js';
import {
  runningEmbeddedUrl,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../embedded-postgres/embedded-postgres.js';
import { StartFailure } from '../failure.js';
import { lockHome, runningInstance, type HomeLock } from '../home/home-lock.js';
import type { Logger } from '../logging/logger.js';
import { checkServer } from './pool.js';

/** The database a process works on, however it came by it. */
export interface OpenDatabase {
  readonly url: string;
  /** `embedded`: started here; `external`: DATABASE_URL; `running`: the embedded one of another process. */
  readonly kind: 'embedded' | 'external' | 'running';
  /** The embedded server, when it was started here. */
  readonly embedded?: EmbeddedPostgres;
  /** Lets go of it: a server that was started here is stopped, the home is given back. */
  close(): Promise<void>;
}

type Where = Pick<Configuration, 'home' | 'databaseUrl'>;

/**
 * For a program that serves: takes the home for itself and starts the embedded server, or checks DATABASE_URL.
 * With DATABASE_URL the home is taken too when `exclusive` (the standalone program) says so.
 *
 * @param whenHeld what has to be made sure of while nothing has been touched but the home taken; it throws to give up.
 * @param onFailure called when the embedded server died and could not be brought back: end the process.
 * @throws StartFailure when the home is in use or unusable, or the server cannot be used.
 */
export async function openDatabase(
  configuration: Where,
  logger: Logger,
  options: {
    readonly exclusive?: boolean;
    readonly whenHeld?: () => Promise<void>;
    readonly onFailure?: (error: Error) => void;
  } = {},
): Promise<OpenDatabase & { readonly lock?: HomeLock }> {
  const { databaseUrl, home } = configuration;
  if (databaseUrl) {
    const lock = options.exclusive ? await lockHome(home) : undefined;
    try {
      await options.whenHeld?.();
      await checkServer(databaseUrl);
    } catch (error) {
      await lock?.release();
      throw error;
    }
    return {
      url: databaseUrl,
      kind: 'external',
      ...(lock ? { lock } : {}),
      close: async () => lock?.release(),
    };
  }
  const lock = await lockHome(home);
  try {
    await options.whenHeld?.();
    const embedded = await startEmbeddedPostgres({
      home,
      logger,
      ...(options.onFailure ? { onFailure: options.onFailure } : {}),
    });
    return {
      url: embedded.url,
      kind: 'embedded',
      embedded,
      lock,
      close: async () => {
        await embedded.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * For a tool (the operator's commands): DATABASE_URL, else the embedded server of the process that runs on this home,
 * else one started for the moment.
 *
 * @throws StartFailure when another process has the home but its server does not answer.
 */
export async function attachDatabase(configuration: Where, logger: Logger): Promise<OpenDatabase> {
  if (configuration.databaseUrl) return openDatabase(configuration, logger);
  const running = await runningInstance(configuration.home);
  if (!running) return openDatabase(configuration, logger);
  const url = await runningEmbeddedUrl(configuration.home);
  if (url) return { url, kind: 'running', close: async () => undefined };
  throw new StartFailure(
    'database.unreachable',
    `Process ${running.pid} runs on ${configuration.home}, but its database does not answer yet: try again in a moment.`,
  );
}
