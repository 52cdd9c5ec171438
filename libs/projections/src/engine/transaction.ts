import { Query, type Connection, type Pool, type PoolClient } from 'pg';
import { statementName } from '#kernel';
import { asDefined } from './read-facts.js';

/**
 * A transaction whose statements go out without waiting for the answers to earlier ones: what a batch writes is one
 * message to the server, and one back. Questions are answered in their place in that order.
 */
export class Transaction {
  private sent: Promise<unknown>[] = [];

  constructor(readonly client: PoolClient) {}

  /** Asks and waits for the answer. Throws what the server answers. */
  async rows<T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.client.query<T>(prepared(text, values))).rows;
  }

  /** As `rows`; values come back as definitions write them. */
  async rowsAsDefined<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    return (await this.client.query<T>({ ...prepared(text, values), types: asDefined })).rows;
  }

  /** Writes without waiting. What the server answers is thrown by `done`, or by the end of the transaction. */
  write(text: string, values: readonly unknown[] = []): void {
    this.send(this.client.query(prepared(text, values)));
  }

  /** A statement that is run once: made ready for nothing more. */
  once(text: string, values: readonly unknown[] = []): void {
    this.send(this.client.query(text, [...values]));
  }

  /** Copies COPY text lines, as bytes, into a table, without waiting. */
  copy(table: string, columns: readonly string[], lines: readonly Buffer[]): void {
    if (lines.length === 0) return;
    this.send(
      new Promise<void>((resolve, reject) => {
        const text = `copy ${table} (${columns.join(', ')}) from stdin`;
        this.client.query(new CopyIn(text, lines, (error) => (error == null ? resolve() : reject(error))));
      }),
    );
  }

  /** Waits for everything written so far; throws the first failure, in the order it was sent. */
  async done(): Promise<void> {
    const { sent } = this;
    this.sent = [];
    for (const outcome of await Promise.allSettled(sent)) if (outcome.status === 'rejected') throw outcome.reason;
  }

  private send(outcome: Promise<unknown>): void {
    // a failure is thrown when everything is awaited, not before
    outcome.catch(() => undefined);
    this.sent.push(outcome);
  }
}

/** How long a transaction may stand still before the server ends it: a frozen process must not hold on to its locks. */
export const STANDING_STILL_MS = 15_000;

/**
 * Runs a function in a transaction on a client of the pool; rolls back when it throws. Its commit does not wait for the
 * disk: everything in `read` moves with its checkpoint, so what a crash of the server takes away is read again from the
 * log. Waiting would hold the server's one lock for notices, and with it the appends of the log.
 *
 * The pool's connections are pipelined: begin goes out with the first statement, commit with the last writes. The server
 * commits nothing of a transaction in which a statement failed. It may stand still for `stillMs`.
 */
export async function inTransaction<T>(
  pool: Pool,
  run: (tx: Transaction) => T | Promise<T>,
  stillMs = STANDING_STILL_MS,
): Promise<T> {
  const client = await pool.connect();
  const tx = new Transaction(client);
  let broken: Error | undefined;
  try {
    tx.once(`begin; set local synchronous_commit = off; set local idle_in_transaction_session_timeout = ${stillMs}`);
    const result = await run(tx);
    const committed = client.query('commit');
    // where a statement before it failed, that is what is told
    committed.catch(() => undefined);
    await tx.done();
    if ((await committed).command !== 'COMMIT') throw new Error('PostgreSQL rolled a transaction back');
    return result;
  } catch (error) {
    // what failed first is the reason: whatever came after it was refused because of it
    const reason = await tx.done().then(
      () => error,
      (first: unknown) => first,
    );
    await client.query('rollback').catch((failed: unknown) => {
      broken = failed instanceof Error ? failed : new Error(String(failed));
    });
    throw reason;
  } finally {
    client.release(broken);
  }
}

/** A statement that each connection plans once: planning costs more than the short ones do. */
function prepared(text: string, values: readonly unknown[]): { name: string; text: string; values: unknown[] } {
  return { name: statementName(text), text, values: [...values] };
}

/** COPY with all its lines at hand: sent with the statement. Where that is refused, the server reads over the lines. */
class CopyIn extends Query {
  constructor(text: string, lines: readonly Buffer[], done: (error: Error | null | undefined) => void) {
    super(text, done);
    this.submit = (connection: Connection) => {
      connection.stream.cork();
      connection.query(text);
      for (const chunk of lines) {
        const head = Buffer.allocUnsafe(5);
        head[0] = COPY_DATA;
        head.writeUInt32BE(chunk.length + 4, 1);
        connection.stream.write(head);
        connection.stream.write(chunk);
      }
      connection.stream.write(COPY_DONE);
      connection.stream.uncork();
    };
    Object.assign(this, { handleCopyInResponse: () => undefined });
  }
}

const COPY_DATA = 0x64;
/** 'c' and its length. */
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);
