import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { eventsWithin, type Position } from '#kernel';
import { requestOfEngine, type EngineRequest } from '#projections';
import { READ_MODELS } from '../composition/read-models.js';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { isNumbered } from '../edge/body.js';
import { Missing } from '../edge/errors.js';
import { RouteAccess } from '../edge/route-access.js';
import { lagSecondsOf, rebuildingOf, type Rebuilding } from '../live/freshness.js';
import { Rates } from './rates.js';

/** A read model as the operator's screen shows it. */
export interface ProjectionLine {
  readonly name: string;
  readonly version: number;
  /** Whether it can be read at all. */
  readonly live: boolean;
  readonly position: Position;
  readonly head: Position;
  /** Events that are not visible yet; about, where positions have gaps. */
  readonly lag: number;
  readonly lagSeconds: number;
  /** Events a second since it was last looked at; about, where positions have gaps. */
  readonly rate: number;
  readonly rebuilding: Rebuilding | null;
  readonly canRollBack: boolean;
  readonly deadLetters: number;
  readonly halted: string | null;
  /** What was asked of the engine last, where it could not be done. */
  readonly failed: FailedRequest | null;
}

/** What could not be done, and why. */
export interface FailedRequest {
  readonly kind: EngineRequest['kind'];
  readonly error: string;
  readonly at: string;
}

/** A parked event. */
export interface DeadLetterLine {
  readonly id: string;
  readonly projection: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly position: Position;
  readonly at: string;
  readonly error: string;
}

/** What was asked of the engine: whichever process runs it takes it within a second. */
export interface RequestAnswer {
  readonly request: string;
}

/** What became of a request. */
export interface RequestLine {
  readonly id: string;
  readonly kind: EngineRequest['kind'];
  readonly projection: string;
  /** `waiting` until it is carried out: it may be under way. */
  readonly status: 'waiting' | 'done' | 'failed';
  /** Why it failed. */
  readonly error: string | null;
  readonly requestedAt: string;
  readonly doneAt: string | null;
}

interface RequestRow {
  readonly id: string;
  readonly kind: EngineRequest['kind'];
  readonly projection: string;
  readonly requested_at: Date;
  readonly done_at: Date | null;
  readonly error: string | null;
}

/** Read models: how far they are, and what can be done about them. */
@Controller('api')
export class ProjectionController {
  private readonly rates = new Rates();

  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Get('projections')
  @RouteAccess('projections.read')
  async list(): Promise<{ readonly items: readonly ProjectionLine[] }> {
    const { store, readModels } = this.runtime;
    const [status, { position: head }, failures] = await Promise.all([
      readModels.status(),
      store.log.head(),
      this.failures(),
    ]);
    const live = await Promise.all(
      status.map(async (model): Promise<ProjectionLine> => {
        const { name, version, position, deadLetters, halted, canRollBack } = model;
        return {
          name,
          version,
          live: true,
          position,
          head,
          lag: eventsWithin(store.log, head - position),
          lagSeconds: await lagSecondsOf(store.log, position, head),
          rate: this.rates.of(name, position) / store.log.spacing,
          rebuilding: rebuildingOf(model),
          canRollBack,
          deadLetters,
          halted,
          failed: failures.get(name) ?? null,
        };
      }),
    );
    const missing = READ_MODELS.filter((name) => !live.some((line) => line.name === name)).map((name) =>
      notBuilt(name, head, eventsWithin(store.log, head), failures.get(name) ?? null),
    );
    return { items: [...live, ...missing].sort((a, b) => (a.name < b.name ? -1 : 1)) };
  }

  @Get('projections/:name/dead-letters')
  @RouteAccess('projections.read')
  async deadLetters(@Param('name') name: string): Promise<{ readonly items: readonly DeadLetterLine[] }> {
    this.known(name);
    const parked = await this.runtime.readModels.deadLetters(name);
    return {
      items: parked.map(({ id, projection, eventId, eventType, position, parkedAt, error }) => ({
        id,
        projection,
        eventId,
        eventType,
        position,
        at: parkedAt.toISOString(),
        error,
      })),
    };
  }

  @Post('projections/:name/rebuild')
  @HttpCode(202)
  @RouteAccess('projections.manage')
  rebuild(@Param('name') name: string): Promise<RequestAnswer> {
    return this.request('rebuild', name);
  }

  @Post('projections/:name/rollback')
  @HttpCode(202)
  @RouteAccess('projections.manage')
  rollback(@Param('name') name: string): Promise<RequestAnswer> {
    return this.request('rollback', name);
  }

  /** What became of a rebuild, a rollback or another attempt at what was parked. */
  @Get('requests/:id')
  @RouteAccess('projections.read')
  async asked(@Param('id') id: string): Promise<RequestLine> {
    const { rows } = isNumbered(id)
      ? await this.runtime.store.pool.query<RequestRow>(
          'SELECT id, kind, projection, requested_at, done_at, error FROM read.request WHERE id = $1',
          [id],
        )
      : { rows: [] };
    const [row] = rows;
    if (row === undefined) throw new Missing('request.unknown', `there is no request ${id}`);
    const { kind, projection, error } = row;
    return {
      id: row.id,
      kind,
      projection,
      status: row.done_at === null ? 'waiting' : error === null ? 'done' : 'failed',
      error,
      requestedAt: row.requested_at.toISOString(),
      doneAt: row.done_at?.toISOString() ?? null,
    };
  }

  /** Tries the parked events of its read model again. */
  @Post('dead-letters/:id/retry')
  @HttpCode(202)
  @RouteAccess('projections.manage')
  async retry(@Param('id') id: string): Promise<RequestAnswer> {
    const { rows } = isNumbered(id)
      ? await this.runtime.store.pool.query<{ projection: string }>(
          'SELECT projection FROM read.dead_letter WHERE id = $1',
          [id],
        )
      : { rows: [] };
    if (rows[0] === undefined) throw new Missing('dead-letter.unknown', `there is no dead letter ${id}`);
    return this.request('retry', rows[0].projection);
  }

  private async request(kind: 'rebuild' | 'rollback' | 'retry', name: string): Promise<RequestAnswer> {
    this.known(name);
    return { request: await requestOfEngine(this.runtime.store.pool, kind, name) };
  }

  /** Of each read model the last request that was carried out, where it failed. */
  private async failures(): Promise<ReadonlyMap<string, FailedRequest>> {
    const { rows } = await this.runtime.store.pool.query<RequestRow & { done_at: Date; error: string }>(`
      SELECT * FROM (
        SELECT DISTINCT ON (projection) projection, kind, error, done_at
        FROM read.request
        WHERE done_at IS NOT NULL
        ORDER BY projection, id DESC
      ) latest
      WHERE error IS NOT NULL`);
    return new Map(
      rows.map(({ projection, kind, error, done_at }) => [projection, { kind, error, at: done_at.toISOString() }]),
    );
  }

  private known(name: string): void {
    if (!READ_MODELS.includes(name)) throw new Missing('projection.unknown', `there is no read model ${name}`);
  }
}

function notBuilt(name: string, head: Position, lag: number, failed: FailedRequest | null): ProjectionLine {
  return {
    name,
    version: 0,
    live: false,
    position: 0,
    head,
    lag,
    lagSeconds: 0,
    rate: 0,
    rebuilding: null,
    canRollBack: false,
    deadLetters: 0,
    halted: null,
    failed,
  };
}
