import type { Pool } from 'pg';
import { LeaseLost } from '#platform';

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

/** What carries requests out. */
export interface Requested {
  /** Whether a request is this process's to carry out: others may know what it does not. */
  readonly isMine: (request: EngineRequest) => boolean;
  /** Runs, with what carries a request out, while no other process does; answers false, and does not run, where one does. */
  readonly alone: (run: (carryOut: (request: EngineRequest) => Promise<void>) => Promise<void>) => Promise<boolean>;
  /** Done before every look at the requests. */
  readonly tick: () => Promise<void>;
}

/** Takes requests one after the other, oldest first: each is carried out by one process. */
export class Requests {
  private timer: NodeJS.Timeout | null = null;
  private working: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly pool: Pool,
    private readonly requested: Requested,
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
      await this.requested.tick();
      for (const request of await this.open()) {
        if (this.stopped) return;
        if (!this.requested.isMine(request)) continue;
        // whoever is at work may take this one next: looked at again at the next turn
        if (!(await this.requested.alone((carryOut) => this.take(request, carryOut)))) return;
      }
    } catch (error) {
      // the database does not answer: asked again at the next turn
      if (!(error instanceof Error)) throw error;
    }
  }

  private async open(): Promise<EngineRequest[]> {
    const { rows } = await this.pool.query<EngineRequest>(
      'select id, kind, projection from read.request where done_at is null order by id',
    );
    return rows;
  }

  private async take(request: EngineRequest, carryOut: (request: EngineRequest) => Promise<void>): Promise<void> {
    // another process may have done it since
    if (!(await this.open()).some(({ id }) => id === request.id)) return;
    const error = await carryOut(request).then(
      () => null,
      (failed: unknown) => {
        // whoever has taken over answers it
        if (failed instanceof LeaseLost) throw failed;
        return failed instanceof Error ? failed.message : String(failed);
      },
    );
    if (this.stopped && error !== null) return;
    await this.pool.query('update read.request set done_at = clock_timestamp(), error = $2 where id = $1', [
      request.id,
      error,
    ]);
  }
}
