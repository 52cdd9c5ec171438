import { Client } from 'pg';

/**
 * Calls back on notifications of a channel, for as long as anybody listens. A lost connection is made again, and then
 * everybody is called once, because something may have been missed.
 */
export class Listener {
  private readonly wakes = new Set<(payload: string) => void>();
  private client: Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private connecting: Promise<void> | null = null;
  private failures = 0;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly onTrouble: (error: Error) => void,
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

  /** Stops listening. */
  async close(): Promise<void> {
    this.wakes.clear();
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
    await client?.end().catch(this.onTrouble);
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
      connectionTimeoutMillis: 5_000,
    });
    client.on('notification', ({ payload }) => this.wakeAll(payload ?? ''));
    client.on('error', this.onTrouble);
    client.on('end', () => {
      if (this.client !== client) return;
      this.client = null;
      this.lost(new Error(`the connection that listens on ${this.channel} was lost`));
    });
    await client.connect();
    await client.query(`listen ${this.channel}`);
    if (this.wakes.size === 0) {
      await client.end();
      return;
    }
    this.client = client;
    this.failures = 0;
    this.wakeAll('');
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
