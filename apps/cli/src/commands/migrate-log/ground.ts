import {
  attachDatabase,
  connectClient,
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
import { placeName } from './place.js';

/** What moving a log works on: this installation's settings, secrets and database. Closed after the command. */
export interface Ground {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly secrets: Secrets;
  readonly database: OpenDatabase;
  /** The address of that database. */
  readonly url: string;
  /** Runs at the end, last added first; and once `leave` was called. */
  closing(step: () => Promise<unknown>): void;
  /** Closes everything: for whoever opens the installation as a whole afterwards. */
  leave(): Promise<void>;
}

/** Whether this installation's log is in EventStoreDB, whatever the settings name. */
export async function usesEventStore(ground: Pick<Ground, 'database'>): Promise<boolean> {
  return (await ownInEventStore(ground)) !== null;
}

/**
 * The id of this installation's log where that is in EventStoreDB, however its address is written; empty where none is
 * known yet, null where the log is in PostgreSQL.
 */
async function ownInEventStore({ database }: Pick<Ground, 'database'>): Promise<string | null> {
  const client = await connectClient(database.url, 'migrate-log');
  try {
    const { rows } = await client.query<{ there: boolean }>(
      `SELECT to_regclass('log_index.state') IS NOT NULL AS there`,
    );
    if (!rows[0]!.there) return null;
    const noted = await client.query<{ active: boolean; log: string | null }>(
      'SELECT active, log FROM log_index.state',
    );
    const { active, log } = noted.rows[0]!;
    return active ? (log?.split(' ')[0] ?? '') : null;
  } finally {
    await client.end();
  }
}

/**
 * Whether a log in EventStoreDB is this installation's own: by its id; where none is known yet, by the address in the
 * settings. `idThere` is asked only where that is the question.
 */
export async function isOwnInEventStore(
  ground: Pick<Ground, 'database' | 'configuration'>,
  url: string,
  idThere: () => Promise<string | null>,
): Promise<boolean> {
  const own = await ownInEventStore(ground);
  if (own === null) return false;
  if (own !== '') return own === (await idThere());
  const { eventStoreUrl } = ground.configuration;
  const name = (at: string): string => placeName({ kind: 'eventstoredb', url: at });
  return eventStoreUrl !== undefined && name(eventStoreUrl) === name(url);
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
  return {
    configuration,
    logger,
    secrets,
    database,
    url: database.url,
    closing: (step) => void steps.push(step),
    leave,
  };
}
