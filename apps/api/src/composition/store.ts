import type { Pool } from 'pg';
import { automationMigrations, DatabaseGuards } from '#automation';
import { eventLogMigrations, PostgresVault } from '#event-log';
import { feedMigrations } from '#feed';
import { catalogue } from '#journey';
import { makeIds, type EventCatalogue, type EventLog, type Ids, type Vault } from '#kernel';
import { createPool, migrate, verifySecrets, type Logger, type MigrationSet, type Secrets } from '#platform';
import { projectionMigrations, type TouchSource } from '#projections';
import { refuseHalfCarried } from './carried-over.js';
import { refuseLostKeys } from './lost-keys.js';
import type { StoreWatch } from './store-watch.js';
import { openLog, type EventStoreSettings, type LogEngine } from './log-engine.js';

/** Everything this release keeps in the database, in the order it is made. */
export const migrations: readonly MigrationSet[] = [
  ...eventLogMigrations,
  projectionMigrations,
  automationMigrations,
  feedMigrations,
];

/** What a program works on: the log, the vault, and the ids of this installation. */
export interface Store {
  readonly url: string;
  /** Read models and what is asked of them. */
  readonly pool: Pool;
  readonly log: EventLog;
  /** What holds the log. */
  readonly engine: LogEngine;
  /** Where the ledger reads touches, unless the log is in the same database. */
  readonly touches?: TouchSource | undefined;
  readonly vault: Vault;
  readonly ids: Ids;
  readonly catalogue: EventCatalogue;
  /** Keeps apart what must be decided one after the other, in whatever process. */
  readonly guards: DatabaseGuards;
  readonly secrets: Secrets;
  /** Whose national phone numbers are meant where a number names no country. */
  readonly region: string | undefined;
  /** Hears what happens underneath, in this thread and in others of the program. */
  readonly watch?: StoreWatch | undefined;
  /** Finishes what was accepted, then lets go of the database. */
  close(): Promise<void>;
}

/** Which database a store is opened on, with which secrets and how much memory and connections it may take. */
export interface StoreOptions {
  readonly url: string;
  readonly secrets: Secrets;
  readonly logger: Logger;
  /** Shown with the connections. */
  readonly name: string;
  /** Connections for read models and questions. */
  readonly connections: number;
  /** Whose national phone numbers are meant where a number names no country. */
  readonly region?: string | undefined;
  /** Most events that wait to be recorded. */
  readonly queue: number;
  /** Most data keys in memory. */
  readonly keyCache: number;
  /** Hears what happens underneath. */
  readonly watch?: StoreWatch | undefined;
  /** The EventStoreDB that holds the log; absent: it is in the database. */
  readonly eventStore?: EventStoreSettings | undefined;
  /** A program that others were started by has migrated already. */
  readonly migrated?: boolean;
}

/**
 * Brings the database up to this release and opens it. Throws StartFailure where the data is not for this release or these
 * secrets, or the log came without its keys.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { url, secrets, logger, name, watch } = options;
  const pool = createPool({ url, name, logger, max: options.connections, pipeline: true });
  try {
    if (options.migrated !== true) {
      await migrate(url, migrations, logger);
      await verifySecrets(pool, secrets);
    }
    await refuseHalfCarried(pool);
    let closing = false;
    const onTrouble = (error: Error): void => {
      // a server that ends with the program may say so to connections whose goodbye it has not read yet
      if (!closing) logger.warn({ err: error }, 'The database made trouble');
    };
    const { log, engine, touches } = await openLog(pool, options, onTrouble);
    if (options.migrated !== true) {
      await refuseLostKeys(pool, log).catch(async (error: unknown) => {
        await log.close();
        throw error;
      });
    }
    const vault = await PostgresVault.open({
      url,
      masterKey: secrets.masterKey,
      cacheEntries: options.keyCache,
      onTrouble,
      ...(watch === undefined ? {} : { onRead: (hits, misses) => watch.cache('keys', hits, misses) }),
    });
    const guards = new DatabaseGuards(url);
    return {
      url,
      pool,
      log,
      engine,
      touches,
      vault,
      ids: makeIds(secrets.idSecret),
      catalogue,
      guards,
      secrets,
      region: options.region,
      watch,
      close: async () => {
        closing = true;
        await guards.close();
        await log.close();
        await vault.close();
        await pool.end();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}
