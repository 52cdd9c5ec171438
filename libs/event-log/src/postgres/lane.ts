import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { AppendOutcome, Millis, Position } from '#kernel';
import type { Prepared } from '../prepare.js';
import { BinaryArrays } from './binary-arrays.js';
import { prepare, raw, type RawRow, type Statement } from './connection.js';

/** Notifications of new events come on this channel, with the head's position. */
export const LOG_CHANNEL = 'throughline_log';

/** The transaction-scoped advisory lock under which all appends of a log happen. */
export const APPEND_LOCK = 7_216_003;

/** The lock is taken in a statement of its own: one that also read the head would read it as it was before the wait. */
export const BEGIN = `begin isolation level read committed; select pg_advisory_xact_lock(${APPEND_LOCK})`;

/** A transaction that was sent. Its receipts carry the mark: if its answer is lost, they say what became of it. */
export interface Attempt {
  readonly mark: string;
  /** Its receipts are not older. */
  readonly since: Millis;
  /** The head it built upon; null where that was not heard. */
  base: Position | null;
}

/** A request on its way, and the transaction that may have stored it: its first event at `base + offset`. */
export interface Pending {
  readonly request: Prepared;
  attempt?: Attempt | undefined;
  offset?: number;
}

/** What a committed group became. */
export interface Written {
  readonly outcomes: readonly AppendOutcome[];
  /** The head after it. */
  readonly position: Position;
  readonly stored: number;
}

/** A pipelined connection with memory for the parameters of its statements. */
export class Lane {
  /** The head as it was read last. */
  seenHead: Position = 0;
  private readonly prepared = new Set<Statement>();
  private attempted: readonly Pending[] = [];
  private readonly arrays = new BinaryArrays(256 * 1024);

  constructor(readonly client: Client) {}

  /**
   * Has statements parsed that were not yet: to be done before the lock is asked for. Between a Parse and what follows
   * it the server counts no time, whatever its limits: a process that froze there would keep the lock.
   */
  async prepare(statements: readonly Statement[]): Promise<void> {
    const missing = statements.filter((statement) => !this.prepared.has(statement));
    if (missing.length === 0) return;
    await all(missing.map((statement) => prepare(this.client, statement)));
    for (const statement of missing) this.prepared.add(statement);
  }

  /** Sends a statement; the values are copied before this returns. */
  run(statement: Statement, values: (arrays: BinaryArrays) => unknown[]): Promise<RawRow[]> {
    this.prepared.add(statement);
    return raw(this.client, statement.name, statement.text, values(this.arrays.reset()));
  }

  /** Sends statements without parameters. */
  async send(text: string): Promise<void> {
    await this.client.query(text);
  }

  /** Notes which requests a transaction stores, in order, before it is sent. */
  attempting(items: readonly Pending[], since: Millis, base: Position | null): Attempt {
    const attempt: Attempt = { mark: randomUUID(), since, base };
    this.attempted = items;
    let offset = 1;
    for (const item of items) {
      item.attempt = attempt;
      item.offset = offset;
      offset += item.request.events.length;
    }
    return attempt;
  }

  /** Leaves a transaction that the server has given up: nothing of it is stored. */
  async rollback(): Promise<void> {
    for (const item of this.attempted) item.attempt = undefined;
    this.attempted = [];
    await this.send('rollback');
  }
}

/** Waits for all of them, so that nothing is in flight any more, and throws what went wrong first. */
export async function all<const T extends readonly unknown[]>(
  sent: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(sent);
  for (const result of settled) if (result.status === 'rejected') throw result.reason;
  return settled.map((result) => (result as PromiseFulfilledResult<unknown>).value) as {
    -readonly [K in keyof T]: Awaited<T[K]>;
  };
}
