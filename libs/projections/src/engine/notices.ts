import type { ClientBase, Pool, PoolClient } from 'pg';

/** Notices that come this close together are told as one. */
const TOGETHER_MS = 20;
const AGAIN_MS = 1_000;

/**
 * Hears which read models other processes brought further, and that generations were swapped (the empty name). A notice
 * is a help, never a promise: whoever listens looks now and then by itself.
 */
export class Notices {
  /** The server's processes behind the connections of this process: what these did is known here. */
  private readonly own = new Set<number>();
  private readonly names = new Set<string>();
  private client: PoolClient | null = null;
  private telling: NodeJS.Timeout | null = null;
  private again: NodeJS.Timeout | null = null;
  private connecting: Promise<void> = Promise.resolve();
  private stopped = false;
  private readonly acquired = (client: ClientBase): void => {
    this.own.add(serverProcess(client));
  };
  private readonly removed = (client: ClientBase): void => {
    this.own.delete(serverProcess(client));
  };

  constructor(
    private readonly pool: Pool,
    private readonly heard: (projections: ReadonlySet<string>) => void,
  ) {}

  start(): void {
    this.pool.on('acquire', this.acquired);
    this.pool.on('remove', this.removed);
    this.listen();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.pool.off('acquire', this.acquired);
    this.pool.off('remove', this.removed);
    if (this.telling !== null) clearTimeout(this.telling);
    if (this.again !== null) clearTimeout(this.again);
    await this.connecting;
    this.letGo();
  }

  private listen(): void {
    this.connecting = this.connect().catch(() => this.listenAgain());
  }

  private async connect(): Promise<void> {
    const client = await this.pool.connect();
    this.client = client;
    client.on('notification', ({ processId, payload }) => {
      if (!this.own.has(processId) || payload === '') this.tell(payload ?? '');
    });
    client.on('error', () => this.listenAgain());
    client.on('end', () => this.listenAgain());
    await client.query('listen throughline_read');
  }

  private listenAgain(): void {
    this.letGo();
    if (this.stopped || this.again !== null) return;
    this.again = setTimeout(() => {
      this.again = null;
      this.listen();
    }, AGAIN_MS);
  }

  private letGo(): void {
    const { client } = this;
    this.client = null;
    if (client === null) return;
    client.removeAllListeners('notification');
    client.removeAllListeners('end');
    client.release(true);
  }

  private tell(name: string): void {
    this.names.add(name);
    this.telling ??= setTimeout(() => {
      this.telling = null;
      const names = new Set(this.names);
      this.names.clear();
      this.heard(names);
    }, TOGETHER_MS);
  }
}

function serverProcess(client: ClientBase): number {
  return (client as unknown as { readonly processID: number }).processID;
}
