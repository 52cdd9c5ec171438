import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { configurationHelp } from '../configuration/describe-configuration.js';
import { readConfiguration } from '../configuration/read-configuration.js';
import type { Configuration } from '../configuration/settings.js';
import { openDatabase, type OpenDatabase } from '../database/open-database.js';
import { errorCode, StartFailure } from '../failure.js';
import type { HomeLock } from '../home/home-lock.js';
import { createLogger, type Logger } from '../logging/logger.js';
import { loadSecrets, type Secrets } from '../secrets/secrets.js';
import { heapCheck } from './heap.js';
import { createHealth, type Health } from './health.js';
import { createMetrics, type Metrics } from './metrics.js';
import { createShutdown, type Shutdown } from './shutdown.js';
import { createTracing } from '../tracing/create-tracing.js';
import { tracingOptions, type Tracing } from '../tracing/tracing.js';

/** What a program says about itself. */
export interface Program {
  /** Such as `throughline-api`: in every log entry. */
  readonly name: string;
  /** One sentence for `--help`. */
  readonly description: string;
  /** True when the program needs its THROUGHLINE_HOME for itself, with DATABASE_URL too. */
  readonly exclusive?: boolean;
  /** True when the program listens on HOST and PORT: that it can is made sure of before anything else is touched. */
  readonly listens?: boolean;
  /** Command line arguments and environment; the process's own unless told. */
  readonly argv?: readonly string[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A program that has come up to the point where its own work begins. */
export interface Booted {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** Call `started()` once requests are answered; the end of the process is known to it already. */
  readonly health: Health;
  /** Listens to signals already, and closes the database last. */
  readonly shutdown: Shutdown;
  readonly secrets: Secrets;
  readonly database: OpenDatabase & { readonly lock?: HomeLock };
}

/**
 * Everything between the command line and a program's own work: help, settings, log, database, secrets, signals; then
 * `start`, which adds its own steps to the shutdown as it opens things. Returns when the program has started, or when
 * only help or version was asked for. Call it inside `runMain`.
 *
 * @throws StartFailure in one line for whatever the person at the keyboard has to put right, and whatever `start`
 * throws; what had been opened is closed again first.
 */
export async function boot(program: Program, start: (booted: Booted) => Promise<void>): Promise<void> {
  if (answered(program)) return;
  const configuration = readConfiguration(program.environment ?? process.env);
  const logger = createLogger({
    name: program.name,
    level: configuration.logLevel,
    ...(configuration.logFormat ? { format: configuration.logFormat } : {}),
  });
  const shutdown = createShutdown({ logger });
  const early = holdSignals();
  try {
    const database = await openDatabase(configuration, logger, {
      exclusive: program.exclusive ?? false,
      ...(program.listens ? { whenHeld: () => probePort(configuration) } : {}),
      onFailure: () => void shutdown.run('the database failed', 1),
    });
    shutdown.add('close', 'database', () => database.close());
    const secrets = await loadSecrets(configuration);
    const tracing = await createTracing(tracingOptions(configuration, program.name, productVersion()));
    shutdown.add('close', 'tracing', () => tracing.close());
    const health = createHealth();
    health.addLive('memory', () => heapCheck());
    shutdown.add('stop-accepting', 'health', () => health.stopping());
    shutdown.listen();
    const signal = early.release();
    if (signal !== null) return await shutdown.run(signal);
    await start({ configuration, logger, shutdown, health, metrics: createMetrics(), tracing, secrets, database });
  } catch (error) {
    early.release();
    await shutdown.unwind();
    throw error;
  }
}

/** A signal while the database comes up waits until it is there: it would be left running otherwise. `release` tells which came. */
function holdSignals(): { release(): NodeJS.Signals | null } {
  let held: NodeJS.Signals | null = null;
  const hold = (signal: NodeJS.Signals): void => void (held ??= signal);
  process.on('SIGTERM', hold);
  process.on('SIGINT', hold);
  return {
    release: () => {
      process.off('SIGTERM', hold);
      process.off('SIGINT', hold);
      return held;
    },
  };
}

/** Prints help or version when asked for; refuses arguments that mean nothing. */
function answered({ name, description, argv = process.argv.slice(2) }: Program): boolean {
  const [first] = argv;
  if (first === undefined) return false;
  if (first === '--help' || first === '-h') {
    process.stdout.write(
      `${name} ${productVersion()}: ${description}\n\nSettings (environment):\n${configurationHelp()}\n`,
    );
    return true;
  }
  if (first === '--version') {
    process.stdout.write(`${productVersion()}\n`);
    return true;
  }
  throw new StartFailure(
    'arguments.unknown',
    `${name} takes no argument ${JSON.stringify(first)}: settings are environment variables, --help lists them.`,
    2,
  );
}

/** The release, as package.json says. */
export function productVersion(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const content = readPackage(join(folder, 'package.json'));
    if (content?.name === 'throughline' && content.version) return content.version;
  }
  return 'unknown';
}

function readPackage(path: string): { name?: string; version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes sure that the program will be able to listen. Throws StartFailure (`port.unusable`). */
async function probePort({ host, port }: Pick<Configuration, 'host' | 'port'>): Promise<void> {
  const probe = createServer();
  try {
    await once(probe.listen({ host, port }), 'listening');
  } catch (error) {
    throw explainListenError(error, { host, port });
  }
  probe.close();
  await once(probe, 'close');
}

/** The error of a failed `listen` said as what to do; other errors come back as they are. */
export function explainListenError(error: unknown, { host, port }: Pick<Configuration, 'host' | 'port'>): unknown {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is taken by another program: stop it, or set PORT to another one.`,
    EACCES: `Port ${port} may not be opened by this user: set PORT to 1024 or higher.`,
    EADDRNOTAVAIL: `${host} is no address of this machine: set HOST to one.`,
    ENOTFOUND: `${host} is no address of this machine: set HOST to one.`,
  };
  const reason = reasons[errorCode(error) ?? ''];
  return reason ? new StartFailure('port.unusable', reason, 1, { cause: error }) : error;
}
