import {
  attachDatabase,
  loadSecrets,
  readConfiguration,
  type Configuration,
  type Logger,
  type OpenDatabase,
  type Secrets,
} from '#platform';
import { refuseEmptyHome, refuseMissingSecrets } from '../../as-it-is.js';
import type { Context } from '../../context.js';
import { toolLogger } from '../../installation.js';
import { refuseRunning } from '../../others.js';

/** What moving a log works on: this installation's settings, secrets and database. Closed after the command. */
export interface Ground {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly secrets: Secrets;
  readonly database: OpenDatabase;
  /** Runs at the end, last added first; and once `leave` was called. */
  closing(step: () => Promise<unknown>): void;
  /** Closes everything: for whoever opens the installation as a whole afterwards. */
  leave(): Promise<void>;
}

/** Opens this installation's database, whatever the state of the log in it. `alone`: nothing else may run on its home. */
export async function openGround(context: Context, alone: boolean): Promise<Ground> {
  const configuration = readConfiguration(context.environment);
  const logger = toolLogger(configuration, context.environment);
  if (alone) await refuseRunning(configuration, 'stop it, or give --follow');
  if (configuration.databaseUrl === undefined) await refuseEmptyHome(configuration);
  await refuseMissingSecrets(configuration);
  const steps: (() => Promise<unknown>)[] = [];
  const leave = async (): Promise<void> => {
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) await step();
  };
  context.finally(leave);
  const database = await attachDatabase(configuration, logger);
  steps.push(() => database.close());
  const secrets = await loadSecrets(configuration);
  return { configuration, logger, secrets, database, closing: (step) => void steps.push(step), leave };
}
