import { Client, Pool, type ClientConfig, type PoolConfig } from 'pg';
import { StartFailure } from '../failure.js';
import { redactText, type Logger } from '../logging/logger.js';

/** How a pool of connections is made. */
export interface PoolOptions extends Omit<PoolConfig, 'connectionString' | 'application_name'> {
  readonly url: string;
  /** Shown in pg_stat_activity as `throughline <name>`. */
  readonly name: string;
  readonly logger?: Logger;
}

/** A pool of connections (10 unless `max` says otherwise). A connection that breaks while idle is logged and replaced. */
export function createPool({ url, name, logger, ...rest }: PoolOptions): Pool {
  const pool = new Pool({
    max: 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    ...rest,
    connectionString: url,
    application_name: `throughline ${name}`,
  });
  pool.on('error', (error) => {
    if (!pool.ending) logger?.warn({ err: error, pool: name }, 'An idle database connection broke');
  });
  // A connection that breaks while it is checked out rejects its query; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  if (rest.pipeline === true) pool.on('connect', gatherStatements);
  return pool;
}

/**
 * What is asked of a pipelined connection in one go leaves as one piece: a write to a socket costs more than most
 * statements do.
 */
function gatherStatements(client: Client): void {
  const { stream } = client.connection;
  const send = client.query.bind(client) as (...query: unknown[]) => unknown;
  let gathering = false;
  const gather = (...query: unknown[]): unknown => {
    if (!gathering) {
      gathering = true;
      stream.cork();
      process.nextTick(() => {
        gathering = false;
        stream.uncork();
      });
    }
    return send(...query);
  };
  client.query = gather as Client['query'];
}

/**
 * One connection that sends queries without waiting for the answers to earlier ones. Queries still run in order; an
 * error in one does not stop those already sent, so keep a transaction's statements on one such connection only when
 * each may be sent regardless of the others.
 */
export async function connectPipelined(url: string, name: string): Promise<Client> {
  return connect({ connectionString: url, application_name: `throughline ${name}`, pipeline: true });
}

/** One plain connection of its own, for LISTEN, COPY and advisory locks. The caller ends it. */
export async function connectClient(url: string, name: string): Promise<Client> {
  return connect({ connectionString: url, application_name: `throughline ${name}` });
}

async function connect(config: ClientConfig & { pipeline?: boolean }): Promise<Client> {
  const client = new Client({ connectionTimeoutMillis: 10_000, keepAlive: true, ...config });
  // A connection that breaks rejects its queries; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** What is known of a server that may be used. */
export interface ServerFacts {
  /** Such as 150020 or 180004. */
  readonly versionNumber: number;
  readonly version: string;
  readonly ctype: string;
}

const OLDEST = 150_000;

/**
 * Refuses a server that Throughline cannot work on.
 * @throws StartFailure `database.unreachable`, `database.too-old`, `database.encoding`, `database.ctype`.
 */
export async function checkServer(url: string): Promise<ServerFacts> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const why = redactText(error instanceof Error ? error.message || String(error) : String(error));
    throw new StartFailure('database.unreachable', `The server of DATABASE_URL cannot be used: ${why}.`, 1, {
      cause: error,
    });
  }
  try {
    const server = await client.query<{ number: number; version: string }>(`
      SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version`);
    const { number, version } = server.rows[0]!;
    refuse(number < OLDEST, 'database.too-old', `is PostgreSQL ${version}: use 15 or later`);
    const { rows } = await client.query<{ encoding: string; ctype: string }>(`
      SELECT pg_encoding_to_char(encoding) AS encoding,
             CASE WHEN datlocprovider = 'c' THEN datctype ELSE 'provided' END AS ctype
      FROM pg_database
      WHERE datname = current_database()`);
    const found = rows[0]!;
    refuse(found.encoding !== 'UTF8', 'database.encoding', `has the encoding ${found.encoding}: ${CREATE}`);
    refuse(
      found.ctype === 'C' || found.ctype === 'POSIX',
      'database.ctype',
      `has the character classes ${found.ctype}, which know no letter beyond ASCII: ${CREATE}`,
    );
    return { versionNumber: number, version, ctype: found.ctype };
  } finally {
    await client.end();
  }
}

const CREATE =
  "make one with  CREATE DATABASE throughline TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'";

function refuse(when: boolean, code: string, what: string): void {
  if (when) throw new StartFailure(code, `The database of DATABASE_URL ${what}.`);
}
