import { setTimeout as sleep } from 'node:timers/promises';
import { Messages, type Message } from './messages.js';
import { Seeded } from './seeded.js';

/** What a load is made of. */
export interface LoadOptions {
  readonly seed: number;
  /** Where deliveries may be sent. */
  readonly addresses: readonly string[];
  readonly key: string;
  /** Messages a second, all clients together. */
  readonly rate: number;
  /** How many events read models have not read yet; rejects where that cannot be told. */
  readonly behind: () => Promise<number>;
}

/** What clients were told. */
export interface Told {
  /** Ids of the messages that were answered with 200. */
  readonly acknowledged: Set<string>;
  /** Positions that answers named. */
  readonly positions: number[];
  /** Answers and broken connections after which a client tried again, by what they were. */
  readonly retries: Map<string, number>;
  /** What was answered with 200 and put aside. */
  quarantined: number;
}

const CLIENTS = 10;
const TOGETHER = 25;
const PEOPLE = 5_000;
const TIMEOUT_MS = 8_000;
/** Clients pause while more is not read yet: a machine that is slow has less load, and not a longer queue. */
const MOST_BEHIND = 5_000;
const LOOK_MS = 1_000;
/** A delivery that nobody takes for so long is given up: the installation does not come back. */
const PATIENCE_MS = 180_000;

interface Answer {
  readonly quarantined: number;
  readonly position: number | null;
}

/** Clients that send until they are told to stop, and each delivery until it is answered with 200, as libraries do. */
export class Load {
  readonly told: Told = { acknowledged: new Set(), positions: [], retries: new Map(), quarantined: 0 };
  private readonly began = performance.now();
  private stopping = false;
  private paused = false;
  private readonly clients: Promise<void>;

  constructor(private readonly options: LoadOptions) {
    const clients = Array.from({ length: CLIENTS }, (_, client) => this.client(client));
    this.clients = Promise.all([...clients, this.watch()]).then(() => undefined);
    // it is told by stop
    this.clients.catch(() => undefined);
  }

  /** Nothing new is sent; resolves when everything that was sent is answered. Messages a second that were. */
  async stop(): Promise<number> {
    this.stopping = true;
    const seconds = (performance.now() - this.began) / 1_000;
    await this.clients;
    return Math.round(this.told.acknowledged.size / seconds);
  }

  private async client(number: number): Promise<void> {
    const { seed, rate } = this.options;
    const messages = new Messages(new Seeded(seed * 100 + number), `m-${seed}-${number}`, PEOPLE);
    const every = (CLIENTS * TOGETHER * 1_000) / rate;
    await sleep((number * every) / CLIENTS);
    while (!this.stopping) {
      const next = performance.now() + every;
      await this.deliver(messages.next(TOGETHER), number);
      await sleep(Math.max(0, next - performance.now()));
      while (this.paused && !this.stopping) await sleep(LOOK_MS / 10);
    }
  }

  private async watch(): Promise<void> {
    while (!this.stopping) {
      // while the database is away clients wait for answers anyway
      this.paused = (await this.options.behind().catch(() => 0)) > MOST_BEHIND;
      await sleep(LOOK_MS);
    }
  }

  private async deliver(batch: readonly Message[], client: number): Promise<void> {
    const { addresses } = this.options;
    const until = performance.now() + PATIENCE_MS;
    for (let tries = 0; ; tries++) {
      const trouble = await this.send(addresses[(client + tries) % addresses.length]!, batch);
      if (trouble === null) return;
      this.told.retries.set(trouble, (this.told.retries.get(trouble) ?? 0) + 1);
      if (performance.now() > until)
        throw new Error(`a delivery was not taken for ${PATIENCE_MS / 1_000} s: ${trouble}`);
      await sleep(Math.min(100 * 2 ** Math.min(tries, 4), 1_000));
    }
  }

  /** Null when it was answered with 200, else why it was not. */
  private async send(address: string, batch: readonly Message[]): Promise<string | null> {
    try {
      const response = await fetch(`${address}/v1/batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.options.key}` },
        body: JSON.stringify({ batch, sentAt: new Date().toISOString() }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      if (response.status !== 200) return `status ${response.status}`;
      const answer = JSON.parse(text) as Answer;
      for (const { messageId } of batch) this.told.acknowledged.add(messageId);
      if (answer.position !== null) this.told.positions.push(answer.position);
      this.told.quarantined += answer.quarantined;
      return null;
    } catch (error) {
      const { name, cause } = error as Error & { cause?: { code?: string } };
      return cause?.code ?? name;
    }
  }
}
