import type { Pool } from 'pg';
import { segmentCall } from './intake-api.js';
import { everySo, post, type RunningApp } from './running-app.js';
import { statedTouch } from './touches.js';

/** Touches of one request; a library that batches sends about so many. */
const TOGETHER = 10;
const PROFILES = 50_000;

/** Looks all the time up to which position a read model is visible, and tells when each position became so. */
export class Watcher {
  private readonly waiting: { position: number; since: number }[] = [];
  readonly waits: number[] = [];
  private stopped = false;
  private readonly running: Promise<void>;

  constructor(
    private readonly pool: Pool,
    private readonly readModel = 'contacts',
  ) {
    this.running = this.look();
    this.running.catch(() => undefined);
  }

  expect(position: number, since: number): void {
    this.waiting.push({ position, since });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async look(): Promise<void> {
    while (!this.stopped || this.waiting.length > 0) {
      const { rows } = await this.pool.query<{ position: string }>({
        name: 'visible',
        text: `
        SELECT min(c.position) AS position FROM read.generation g
        JOIN read.checkpoint c ON c.projection = g.projection AND c.generation = g.generation
        WHERE g.state = 'live' AND g.projection = $1`,
        values: [this.readModel],
      });
      const now = performance.now();
      const visible = Number(rows[0]?.position ?? 0);
      for (let i = this.waiting.length - 1; i >= 0; i--) {
        if (this.waiting[i]!.position > visible) continue;
        this.waits.push(now - this.waiting[i]!.since);
        this.waiting.splice(i, 1);
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

/** Touches as clients of the HTTP API send them. */
export function calls(from: number, count: number, round: string): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, i) => segmentCall(statedTouch(from + i, PROFILES), round));
}

/** Sends touches at a rate until `work` is done; answers how long each request took to be visible, in milliseconds. */
export async function measured(
  app: RunningApp,
  pool: Pool,
  rate: number,
  round: string,
  work: () => Promise<void>,
): Promise<number[]> {
  const watcher = new Watcher(pool);
  const sender = everySo(rate / TOGETHER, async (number) => {
    const since = performance.now();
    watcher.expect(await post(app, '/v1/batch', { batch: calls(number * TOGETHER, TOGETHER, round) }), since);
  });
  await work();
  await sender.stop();
  await watcher.stop();
  return watcher.waits;
}
