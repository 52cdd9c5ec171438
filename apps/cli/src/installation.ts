import { AccessControl } from '#access';
import { Decisions } from '#automation';
import {
  attachDatabase,
  createLogger,
  loadSecrets,
  readConfiguration,
  runningInstance,
  type Configuration,
  type Logger,
  type OpenDatabase,
  type RunningInstance,
} from '#platform';
import { models, ReadModels, type EngineListener } from '#projections';
import { composeProjector, type Projector } from '../../api/src/composition/projector.js';
import { eventStoreOf } from '../../api/src/composition/log-engine.js';
import { openStore, type Store } from '../../api/src/composition/store.js';
import { holdsInstallation, refuseEmptyHome, secretsAsTheyAre } from './as-it-is.js';

/** An installation as a command works on it: the same store that the programs work on. */
export interface Installation extends Store {
  readonly configuration: Configuration;
  readonly logger: Logger;
  /** `embedded`: its server was started for this command; `running`: another process runs; `external`: DATABASE_URL. */
  readonly kind: OpenDatabase['kind'];
  /** The process that runs on this THROUGHLINE_HOME, if one does. */
  readonly running: RunningInstance | undefined;
  readonly readModels: ReadModels;
  readonly decisions: Decisions;
  readonly access: AccessControl;
  /** The engines, not started. */
  projector(listener?: EngineListener): Projector;
  /** Follows the log in this process until the end of the command, unless another process does. */
  follow(): Promise<void>;
  /** Where people reach it. */
  readonly address: string;
  /** Its home held nothing before: it was made for this command. */
  readonly made: boolean;
}

const SETTLED_MS = 5_000;

/** The log of a tool goes to standard error: standard output is for results. Only warnings, unless asked for more. */
export function toolLogger({ logLevel, logFormat }: Configuration, environment: NodeJS.ProcessEnv): Logger {
  return createLogger({
    name: 'throughline',
    level: environment['THROUGHLINE_LOG_LEVEL'] ? logLevel : 'warn',
    format: logFormat ?? (process.stderr.isTTY ? 'pretty' : 'json'),
    destination: process.stderr,
  });
}

/**
 * How an installation is opened: `to work` makes what is not there and brings it up to this release, as the programs
 * do; `to look` takes it as it is, and throws where it is not there or not of this release.
 */
export type Opening = 'to work' | 'to look';

/**
 * Opens the installation of DATABASE_URL or THROUGHLINE_HOME: of the process that runs on it, or by starting the
 * embedded server for the duration. Throws StartFailure.
 */
export async function openInstallation(
  environment: NodeJS.ProcessEnv,
  opening: Opening = 'to work',
): Promise<Installation> {
  const configuration = readConfiguration(environment);
  const logger = toolLogger(configuration, environment);
  const running = await runningInstance(configuration.home);
  const looking = opening === 'to look';
  if (looking && configuration.databaseUrl === undefined && running === undefined) await refuseEmptyHome(configuration);
  const made =
    configuration.databaseUrl === undefined && running === undefined && !(await holdsInstallation(configuration.home));
  const database = await attachDatabase(configuration, logger);
  try {
    const store = await openStore({
      url: database.url,
      secrets: await (looking ? secretsAsTheyAre(database.url, configuration) : loadSecrets(configuration)),
      migrated: looking,
      logger,
      name: 'throughline-cli',
      connections: 6,
      queue: configuration.intakeQueue,
      keyCache: configuration.keyCache,
      region: configuration.region,
      eventStore: eventStoreOf(configuration),
    });
    return { ...installationOf(store, database, configuration, logger, running), made };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function installationOf(
  store: Store,
  database: OpenDatabase,
  configuration: Configuration,
  logger: Logger,
  running: RunningInstance | undefined,
): Omit<Installation, 'made'> {
  const { pool, log, vault, ids, catalogue, guards } = store;
  const readModels = new ReadModels(pool, models);
  const decisions = new Decisions({ log, vault, ids, catalogue, guards });
  const settled = async (position: number): Promise<void> => {
    await readModels.waitFor(['staff'], position, SETTLED_MS);
  };
  let following: Promise<Projector> | undefined;
  return {
    ...store,
    configuration,
    logger,
    kind: database.kind,
    running,
    readModels,
    decisions,
    access: new AccessControl({ pool, ids, decisions, settled }),
    projector: (listener) => composeProjector(store, logger, { listener }),
    follow: async () => {
      if (running !== undefined) return;
      following ??= startFollowing(composeProjector(store, logger));
      await following;
    },
    address: configuration.publicUrl ?? running?.address ?? `http://${configuration.host}:${configuration.port}`,
    close: async () => {
      await (await following)?.stop();
      await store.close();
      // Connections on their way out may still hear that the server stops.
      logger.level = 'fatal';
      await database.close();
    },
  };
}

async function startFollowing(projector: Projector): Promise<Projector> {
  await projector.projections.start();
  return projector;
}
