import { productVersion, type Booted } from '#platform';
import { openStore, type Store } from './store.js';
import { storeMetrics } from './store-watch.js';

/** A program that has come up, with its store open. */
export interface StoredProgram extends Booted {
  readonly version: string;
  readonly store: Store;
}

/** Connections for read models and questions. */
const CONNECTIONS = 16;

/** Migrates and opens the store; it is closed at the end, before the database. Throws StartFailure. */
export async function withStore(booted: Booted, name: string): Promise<StoredProgram> {
  const { configuration, database, secrets, logger, metrics, shutdown } = booted;
  const store = await openStore({
    url: database.url,
    secrets,
    logger,
    name,
    connections: CONNECTIONS,
    queue: configuration.intakeQueue,
    keyCache: configuration.keyCache,
    region: configuration.region,
    watch: storeMetrics(metrics),
  });
  shutdown.add('close', 'store', () => store.close());
  return { ...booted, version: productVersion(), store };
}
