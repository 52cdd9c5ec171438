import type { Pool } from 'pg';
import type { Position, ProjectionDefinition, Valid } from '#kernel';
import { COMPARED, type RebuildProgress } from './generation-store.js';
import { goingBack, type GenerationState } from './going-back.js';
import { PositionWaiters } from './position-waiters.js';
import { wouldBe } from './would-be.js';

/** A read model as operators see it. */
export interface ReadModelStatus {
  readonly name: string;
  readonly version: number;
  readonly generation: number;
  /** Everything up to here is visible. */
  readonly position: Position;
  readonly deadLetters: number;
  readonly halted: string | null;
  /** A generation being built beside it. */
  readonly rebuilding: RebuildProgress | null;
  /** Whether an earlier generation can be gone back to. */
  readonly canRollBack: boolean;
}

/** A parked event. */
export interface DeadLetter {
  readonly id: string;
  readonly projection: string;
  readonly position: Position;
  readonly eventId: string;
  readonly eventType: string;
  readonly error: string;
  readonly parkedAt: Date;
  readonly mendedAt: Date | null;
}

const positions = `select g.projection, min(c.position) as position from read.generation g
  join read.checkpoint c on c.projection = g.projection and c.generation = g.generation
  where g.state = 'live' and g.projection = any($1::text[]) group by g.projection`;

/** Where the live read models are, for whoever asks them: any process, with or without the engine. */
export class ReadModels {
  private readonly waiters = new PositionWaiters((names) => this.positions(names));

  /** `definitions`: of the read models whose states are asked for before they are so. */
  constructor(
    private readonly pool: Pool,
    private readonly definitions: readonly ProjectionDefinition[] = [],
  ) {}

  /** The rows of a state for each contact, or company, that had exactly these nodes: see `Asking`. */
  wouldBe(
    readModel: string,
    state: string,
    each: readonly (readonly string[])[],
    on: Pick<Pool, 'query'> = this.pool,
  ): Promise<readonly (readonly Valid[])[]> {
    const definition = this.definitions.find(({ name }) => name === readModel);
    if (definition === undefined) throw new Error(`no definition of the read model ${readModel} was given`);
    return wouldBe(on, definition, state, each);
  }

  /** Positions of live models by name; a model that was never built is left out. */
  async positions(names: readonly string[], on: Pick<Pool, 'query'> = this.pool): Promise<Map<string, Position>> {
    const { rows } = await on.query<{ projection: string; position: string }>({
      name: 'positions',
      text: positions,
      values: [names],
    });
    return new Map(rows.map((row) => [row.projection, Number(row.position)]));
  }

  /** Waits until the models hold everything up to a position; false when time ran out first. */
  waitFor(names: readonly string[], position: Position, timeoutMs: number): Promise<boolean> {
    return this.waiters.waitFor(names, position, timeoutMs);
  }

  async status(): Promise<ReadModelStatus[]> {
    const { rows } = await this.pool.query<
      Omit<ReadModelStatus, 'position' | 'deadLetters' | 'canRollBack'> & { position: string; deadLetters: string }
    >(
      `select g.projection as name, g.version, g.generation,
              (select min(position) from read.checkpoint c where c.projection = g.projection and c.generation = g.generation) as position,
              (select count(*) from read.dead_letter d where d.projection = g.projection and d.generation = g.generation and d.mended_at is null) as "deadLetters",
              (select min(reason) from read.halt h where h.projection = g.projection and h.generation = g.generation) as halted,
              (select b.progress from read.generation b where b.projection = g.projection and b.state = 'building' and not starts_with(b.definition, '${COMPARED}') and b.progress is not null order by b.generation desc limit 1) as rebuilding
       from read.generation g where g.state = 'live' order by g.projection`,
    );
    const { rows: generations } = await this.pool.query<GenerationState>(
      `select projection, generation, state, identity_generation as identity from read.generation where state in ('live', 'kept')`,
    );
    return rows.map((row) => ({
      ...row,
      position: Number(row.position),
      deadLetters: Number(row.deadLetters),
      canRollBack: goingBack(generations, row.name).back !== null,
    }));
  }

  /** Parked events of the live generation, newest first. */
  async deadLetters(projection: string, limit = 100): Promise<DeadLetter[]> {
    const { rows } = await this.pool.query<DeadLetter & { position: string }>(
      `select d.id, d.projection, d.position, d.event_id as "eventId", d.event_type as "eventType", d.error, d.parked_at as "parkedAt", d.mended_at as "mendedAt"
       from read.dead_letter d join read.generation g on g.projection = d.projection and g.generation = d.generation and g.state = 'live'
       where d.projection = $1 order by d.position desc limit $2`,
      [projection, limit],
    );
    return rows.map((row) => ({ ...row, position: Number(row.position) }));
  }
}
