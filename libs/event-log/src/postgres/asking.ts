import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { sqlState } from './connection.js';

/** What answers statements: a pool, or one connection of it. */
export type Answering = Pick<PoolClient, 'query'>;

/** How connections for asking behave. */
export interface AskingOptions extends Pick<PoolConfig, 'max' | 'application_name' | 'options'> {
  readonly url: string;
  /** Milliseconds after which a connection without an answer is given up; the same for making one. */
  readonly answer: number;
  readonly onTrouble: (error: Error) => void;
}

/**
 * Connections for what may be asked twice: reading, and writing that changes nothing the second time. A connection
 * that is lost, or silent for too long, is let go, and the question is asked once more on one made after that: what
 * has taken one connection away has most likely taken the others, too.
 */
export class Asking {
  private readonly pool: Pool;
  private readonly made = new WeakMap<PoolClient, number>();

  constructor(private readonly options: AskingOptions) {
    const { url, answer, onTrouble, ...rest } = options;
    this.pool = new Pool({
      ...rest,
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: answer,
      query_timeout: answer,
      // Of a transaction that nobody goes on with, the second try must not wait for the locks.
      idle_in_transaction_session_timeout: Math.ceil(answer / 2),
    });
    this.pool.on('error', onTrouble);
    this.pool.on('connect', (client) => this.made.set(client, performance.now()));
  }

  /** Asks, each statement on whichever connection is free. Rejects with what the server or the second loss said. */
  ask<T>(question: (on: Answering) => Promise<T>): Promise<T> {
    return this.twice(
      () => question(this.pool),
      (begun) => this.onOne(this.fresh(begun), question),
    );
  }

  /** Asks in a transaction of its own. */
  inTransaction<T>(question: (on: Answering) => Promise<T>): Promise<T> {
    const transaction = async (client: Answering): Promise<T> => {
      await client.query('begin');
      const result = await question(client);
      await client.query('commit');
      return result;
    };
    return this.twice(
      () => this.onOne(this.pool.connect(), transaction),
      (begun) => this.onOne(this.fresh(begun), transaction),
    );
  }

  end(): Promise<void> {
    return this.pool.end();
  }

  private async twice<T>(first: () => Promise<T>, second: (begun: number) => Promise<T>): Promise<T> {
    const begun = performance.now();
    try {
      return await first();
    } catch (error) {
      if (sqlState(error) !== null || this.pool.ending) throw error;
      this.options.onTrouble(error as Error);
      return second(begun);
    }
  }

  private async onOne<T>(connecting: Promise<PoolClient>, question: (on: Answering) => Promise<T>): Promise<T> {
    const client = await connecting;
    const onError = (): void => undefined;
    client.on('error', onError);
    try {
      const result = await question(client);
      client.release();
      return result;
    } catch (error) {
      client.release(true);
      throw error;
    } finally {
      client.off('error', onError);
    }
  }

  /** A connection made after a moment; those that are older go. */
  private async fresh(after: number): Promise<PoolClient> {
    for (;;) {
      const client = await this.pool.connect();
      if (this.made.get(client)! >= after) return client;
      // Saying goodbye to who does not answer would keep the socket.
      client.connection.stream.destroy();
      client.release(true);
    }
  }
}
