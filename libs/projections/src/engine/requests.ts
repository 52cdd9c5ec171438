import type { Pool } from 'pg';

/** Something asked of the engine, perhaps by another process. */
export interface EngineRequest {
  readonly id: string;
  readonly kind: 'rebuild' | 'rollback' | 'retry';
  readonly projection: string;
}

/** Asks the engine, whichever process runs it. Returns the request's id. */
export async function requestOfEngine(pool: Pool, kind: EngineRequest['kind'], projection: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'insert into read.request (kind, projection) values ($1, $2) returning id',
    [kind, projection],
  );
  return rows[0]!.id;
}

/** Takes requests one after the other, oldest first. */
export class Requests {
  private timer: NodeJS.Timeout | null = null;
  private working: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly pool: Pool,
    private readonly carryOut: (request: EngineRequest) => Promise<void>,
    private readonly tick: () => Promise<void>,
    private readonly everyMs = 500,
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      this.working = this.takeAll().finally(() => {
        if (!this.stopped) this.start();
      });
    }, this.everyMs);
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  async idle(): Promise<void> {
    await this.working;
  }

  private async takeAll(): Promise<void> {
    try {
      await this.tick();
      const { rows } = await this.pool.query<EngineRequest>(
        'select id, kind, projection from read.request where done_at is null order by id',
      );
      for (const request of rows) {
        if (this.stopped) return;
        const error = await this.carryOut(request).then(
          () => null,
          (failed: unknown) => (failed instanceof Error ? failed.message : String(failed)),
        );
        if (this.stopped && error !== null) return;
        await this.pool.query('update read.request set done_at = clock_timestamp(), error = $2 where id = $1', [
          request.id,
          error,
        ]);
      }
    } catch (error) {
      // the database does not answer: asked again at the next turn
      if (!(error instanceof Error)) throw error;
    }
  }
}
