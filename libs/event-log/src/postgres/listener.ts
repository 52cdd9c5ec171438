import { Client } from 'pg';

/** Milliseconds after which a connection that is being made, and does not answer, is given up. */
const ANSWER_MS = 5_000;

/**
 * Calls back on notifications of a channel, for as long as anybody listens. A lost connection is made again, and then
 * everybody is called once, because something may have been missed.
 */
export class Listener {
  private readonly wakes = new Set<(payload: string) => void>();
  private client: Client | null = null;
  private making: Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private connecting: Promise<void> | null = null;
  private failures = 0;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly onTrouble: (error: Error) => void,
    private readonly answer = ANSWER_MS,
  ) {}

  /** Listens until the returned function is called. */
  on(wake: (payload: string) => void): () => void {
    const own = (payload: string): void => wake(payload);
    this.wakes.add(own);
    this.connectIfNeeded();
    return () => {
      this.wakes.delete(own);
      if (this.wakes.size === 0) void this.disconnect();
    };
  }

  /** Wakes everybody in this process without waiting for the database. */
  wakeAll(payload: string): void {
    for (const wake of this.wakes) wake(payload);
  }

  /** Stops listening, whether the server answers or not: one that says nothing is not waited for longer than `answer`. */
  async close(): Promise<void> {
    this.wakes.clear();
    if (this.making !== null) cutOff(this.making);
    await this.disconnect();
  }

  /** Lets the connection go, unless somebody begins to listen before it is gone. */
  private async disconnect(): Promise<void> {
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
    await this.connecting;
    if (this.wakes.size > 0) return;
    const client = this.client;
    this.client = null;
    if (client !== null) await this.leave(client);
  }

  private connectIfNeeded(): void {
    if (this.wakes.size > 0 && this.client === null && this.connecting === null && this.retry === null) this.connect();
  }

  private connect(): void {
    this.connecting = this.listen()
      .catch((error: unknown) => this.lost(error as Error))
      .finally(() => {
        this.connecting = null;
        this.connectIfNeeded();
      });
  }

  private async listen(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      application_name: 'throughline-listen',
      keepAlive: true,
      connectionTimeoutMillis: this.answer,
      query_timeout: this.answer,
    });
    client.on('notification', ({ payload }) => this.wakeAll(payload ?? ''));
    client.on('error', this.onTrouble);
    client.on('end', () => {
      if (this.client !== client) return;
      this.client = null;
      this.lost(new Error(`the connection that listens on ${this.channel} was lost`));
    });
    this.making = client;
    try {
      await client.connect();
      await client.query(`listen ${this.channel}`);
    } catch (error) {
      cutOff(client);
      throw error;
    } finally {
      this.making = null;
    }
    if (this.wakes.size === 0) return this.leave(client);
    this.client = client;
    this.failures = 0;
    this.wakeAll('');
  }

  private async leave(client: Client): Promise<void> {
    const late = setTimeout(() => cutOff(client), this.answer);
    await client.end().catch(this.onTrouble);
    clearTimeout(late);
  }

  private lost(error: Error): void {
    if (this.wakes.size === 0) return;
    this.onTrouble(error);
    this.retry ??= setTimeout(
      () => {
        this.retry = null;
        this.connect();
      },
      Math.min(100 * 2 ** this.failures++, 5_000),
    );
  }
}

/** Lets a connection go without a goodbye, which who does not answer would keep the socket for. What it says of that is no news. */
function cutOff(client: Client): void {
  client.removeAllListeners('error');
  client.on('error', () => undefined);
  client.connection.stream.destroy();
}
