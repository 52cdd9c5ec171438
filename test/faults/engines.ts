import { join } from 'node:path';
import { createLogger, startEmbeddedPostgres, type EmbeddedPostgres } from '#platform';
import { startKafkaBroker, type KafkaBroker } from '../../libs/feed/test/kafka-broker.js';
import { mountSmallDisk, type SmallDisk } from './small-disk.js';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.js';

/** PostgreSQL and Kafka of an installation: each on a disk of its own, each behind a proxy. */
export interface Engines {
  readonly postgres: EmbeddedPostgres;
  readonly toPostgres: TcpProxy;
  readonly broker: KafkaBroker;
  readonly toBroker: TcpProxy;
  /** As programs reach them. */
  readonly databaseUrl: string;
  readonly brokers: string;
  /** Null where no disk can be made that can be full. */
  readonly disks: { readonly postgres: SmallDisk; readonly broker: SmallDisk } | null;
  close(): Promise<void>;
}

/** As durable as it must be where processes are killed and machines are not: the kernel keeps what was written. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '150',
  fsync: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  shared_buffers: '128MB',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
};

/** Starts both in a directory. Throws NoKafka where no broker can be had. */
export async function startEngines(directory: string): Promise<Engines> {
  const disks = await makeDisks(directory);
  const stops: (() => Promise<unknown>)[] = disks === null ? [] : [() => closeDisks(disks)];
  const close = async (): Promise<void> => {
    for (const stop of stops.reverse()) await stop();
  };
  try {
    let brokerPort = 0;
    const toBroker = await startTcpProxy(() => brokerPort);
    stops.push(() => toBroker.close());
    const broker = await startKafkaBroker({
      directory: join(directory, 'broker'),
      advertise: (port) => {
        brokerPort = port;
        return toBroker.port;
      },
    });
    stops.push(() => broker.close());
    const postgres = await startEmbeddedPostgres({
      home: join(directory, 'postgres'),
      logger: createLogger({ level: 'fatal' }),
      settings: SETTINGS,
    });
    stops.push(() => postgres.stop(2_000));
    const toPostgres = await startTcpProxy(() => postgres.port);
    stops.push(() => toPostgres.close());
    const url = new URL(postgres.url);
    url.port = String(toPostgres.port);
    return { postgres, toPostgres, broker, toBroker, databaseUrl: url.href, brokers: broker.address, disks, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function makeDisks(directory: string): Promise<Engines['disks']> {
  const postgres = await mountSmallDisk(join(directory, 'postgres'));
  const broker = await mountSmallDisk(join(directory, 'broker'));
  return postgres === null || broker === null ? null : { postgres, broker };
}

async function closeDisks({ postgres, broker }: NonNullable<Engines['disks']>): Promise<void> {
  await Promise.all([postgres.close(), broker.close()]);
}
