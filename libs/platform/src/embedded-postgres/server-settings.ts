import { availableParallelism, totalmem } from 'node:os';

const MEBIBYTE = 1024 ** 2;

/** Bytes of memory this machine has, or of what its container may take of it. */
function memoryOf(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(totalmem(), allowed) : totalmem();
}

/** What the server keeps in memory of its own: a sixteenth, 256 MB to 2 GB. What read models are asked for should fit. */
export function sharedBuffers(memory: number): string {
  return `${Math.min(Math.max(Math.floor(memory / 16 / MEBIBYTE), 256), 2_048)}MB`;
}

/** How many processes help one that reads a table: with it, as many as there are processors, two to five. */
export function workersPerQuery(processors: number): string {
  return String(Math.min(Math.max(processors - 1, 1), 4));
}

/** Settings of a server that shares a machine with the application and must lose nothing that was acknowledged. */
export const DURABLE_SETTINGS: Readonly<Record<string, string>> = {
  // Reachable from this machine only.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  // An acknowledged append is on the disk.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Nobody replicates from this server; bulk loads into new tables then skip the write-ahead log.
  wal_level: 'minimal',
  max_wal_senders: '0',
  wal_compression: 'on',
  wal_buffers: '16MB',
  max_wal_size: '4GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  shared_buffers: sharedBuffers(memoryOf()),
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  random_page_cost: '1.1',
  max_parallel_workers_per_gather: workersPerQuery(availableParallelism()),
  // Compiling a plan costs more than the short statements here take.
  jit: 'off',
  autovacuum_vacuum_insert_scale_factor: '0.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  logging_collector: 'off',
};

/** What only a server of tests may do, whose data is thrown away: forget everything when the machine stops. */
export const DISPOSABLE_SETTINGS: Readonly<Record<string, string>> = {
  ...DURABLE_SETTINGS,
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '128MB',
};
