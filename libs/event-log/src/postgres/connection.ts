import { Client, Query, type Connection, type CustomTypesConfig, type QueryArrayResult } from 'pg';

/** Values as PostgreSQL wrote them: parsing is the reader's, who knows which of them it needs. */
export const rawTypes = { getTypeParser: () => (value: string | Buffer) => value } as unknown as CustomTypesConfig;

/** Rows as arrays of texts. */
export type RawRow = (string | null)[];

/** A statement that is prepared under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** How a session of the log behaves; times in milliseconds. */
export interface SessionLimits {
  /**
   * An abandoned or frozen transaction is ended after this, by the server or by who waits for it: it lets go of the
   * append lock.
   */
  readonly idleInTransaction: number;
  readonly lockWait: number;
  /** A call without an answer after this ends the connection: its outcome is unknown until the ids are read again. */
  readonly answer: number;
}

export const SESSION_LIMITS: SessionLimits = { idleInTransaction: 2_000, lockWait: 5_000, answer: 10_000 };

/**
 * A connection for appending: statements go out without waiting for each other's answers.
 * Index scans are preferred always: a plan made while a table was empty must not scan it once it is large.
 */
export async function connectWriter(url: string, limits: SessionLimits): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: 'throughline-append',
    pipeline: true,
    types: rawTypes,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: limits.answer,
    lock_timeout: limits.lockWait,
    idle_in_transaction_session_timeout: limits.idleInTransaction,
    options: '-c synchronous_commit=on -c enable_seqscan=off -c enable_bitmapscan=off',
  });
  // The calls in flight are rejected with the same error; between calls the next one finds the connection unusable.
  client.on('error', () => undefined);
  await client.connect();
  // Where this fails the connection is lost, and whatever comes next says so.
  client.query(TRANSACTION_TIMEOUT, [String(limits.lockWait + limits.answer)]).catch(() => undefined);
  return client;
}

/** From PostgreSQL 17 on the server ends a transaction that takes too long as a whole. */
const TRANSACTION_TIMEOUT = `
  select set_config(name, $1, false) from pg_settings where name = 'transaction_timeout'`;

/** Has a statement parsed, without running it: the driver then knows its name as one that is prepared. */
export function prepare(client: Client, statement: Statement): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new Preparation(statement, (error) => (error == null ? resolve() : reject(error))));
  });
}

class Preparation extends Query {
  constructor({ name, text }: Statement, done: (error: Error | null | undefined) => void) {
    super({ name, text }, done);
    this.submit = (connection: Connection) => {
      connection.parse({ name, text, types: [] }, false);
      connection.sync();
    };
  }
}

/** Runs one statement and gives its rows as arrays. `name` prepares it once per connection. */
export async function raw(
  client: { query: Client['query'] },
  name: string,
  text: string,
  values: unknown[],
): Promise<RawRow[]> {
  const result: QueryArrayResult<RawRow> = await client.query<RawRow>({
    name,
    text,
    values,
    rowMode: 'array',
    types: rawTypes,
  });
  return result.rows;
}

/** SQLSTATE of an error the server reported for a statement; null where the connection itself failed. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return null;
  return error.severity === 'ERROR' && typeof error.code === 'string' ? error.code : null;
}
