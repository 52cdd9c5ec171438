import type { Pool } from 'pg';
import { LANES, type LogIdentity, type Position, type ProjectionDefinition } from '#kernel';
import { createIdentityTables, FIRST_SIGHTINGS, IDENTITY_TABLES, identityIndexes } from '../identity/identity-model.js';
import {
  createTables,
  createViews,
  currentIndexes,
  definitionText,
  DERIVED_LANE,
  derives,
  factsIndexes,
  factsKeys,
  IDENTITY,
  statesIndexes,
  tableName,
  tablesOf,
  totalsIndexes,
  type Generation,
} from './tables.js';
import { storedCheckpoints } from './checkpoints.js';
import { Gate } from './gate.js';
import { endReaders, openReading, openViews } from './open-views.js';
import { inTransaction, type Transaction } from './transaction.js';
import { Turn } from './turn.js';

/** A generation as it is kept. */
export interface StoredGeneration {
  readonly projection: string;
  readonly generation: number;
  readonly version: number;
  readonly definition: string;
  readonly state: 'building' | 'catching-up' | 'live' | 'kept' | 'dropped';
  readonly identity: number | null;
  readonly logId: string;
  readonly progress: RebuildProgress | null;
}

/** How far a rebuild is. Rates are events a second over the last while. */
export interface RebuildProgress {
  readonly phase: 'facts' | 'sums' | 'indexes' | 'states' | 'current' | 'catching-up';
  readonly done: number;
  readonly of: number;
  readonly rate: number;
  readonly secondsLeft: number | null;
  readonly startedAt: string;
}

/** A checkpoint of a lane: everything at or before `position` is in the tables; `seen` tells logs apart. */
export interface Checkpoint {
  readonly lane: number;
  readonly position: Position;
}

/** Before the definition of a generation that is built to be compared with the live one, and never goes live. */
export const COMPARED = 'compared ';

/** After so many attempts, of half a second each, a swap waits for analysts no longer. */
const READERS_PATIENCE = 5;

/** Keeps generations, checkpoints and views: the bookkeeping in `read`. */
export class GenerationStore {
  constructor(
    readonly pool: Pool,
    /** How long a turn lasts of which nothing is heard, in milliseconds. */
    private readonly turnLastsMs?: number,
    /** The turn its transactions belong to. */
    private readonly turn?: Turn,
    /** Transactions of what is built pass it, whatever turn they belong to. */
    private readonly gate = Gate.of(pool, 0.25),
  ) {}

  async all(): Promise<StoredGeneration[]> {
    const { rows } = await this.pool.query<StoredGeneration>(
      `select projection, generation, version, definition, state, identity_generation as identity, log_id as "logId", progress
       from read.generation where state <> 'dropped' order by projection, generation`,
    );
    return rows;
  }

  /**
   * Runs while no other process runs what has the same name, with a store whose transactions belong to that turn; waits for
   * it unless it is told to give up. Answers false, and does not run, where it gave up.
   */
  async alone(
    name: string,
    run: (store: GenerationStore) => Promise<void>,
    givesUp: () => boolean = () => false,
  ): Promise<boolean> {
    const turn = await Turn.wait(this.pool, name, givesUp, this.turnLastsMs);
    if (turn === null) return false;
    await turn.during(() => run(new GenerationStore(this.pool, this.turnLastsMs, turn, this.gate)));
    return true;
  }

  /**
   * A transaction that may stand still for `stillMs`, or as long as any; one of a turn is committed only while that has not
   * been lost. Throws LeaseLost.
   */
  transaction<T>(run: (tx: Transaction) => T | Promise<T>, stillMs?: number): Promise<T> {
    return this.gate.pass(() => this.turn?.transaction(run, stillMs) ?? inTransaction(this.pool, run, stillMs));
  }

  /** What a generation holds everything up to. */
  async position(projection: string, generation: number): Promise<Position> {
    return Math.min(...(await this.checkpoints(projection, generation)).values());
  }

  /**
   * Ends connections that write to a generation which is being built, or read what only its builder reads: to be asked for
   * at the beginning of a turn. They belong to a process that was frozen in the middle and lost its turn; they would hold
   * its locks until it wakes.
   */
  async endLeft(projection: string, generation: number): Promise<void> {
    await this.pool.query(
      `select pg_terminate_backend(l.pid)
       from read.generation g
       cross join unnest(g.tables || $3::text) as t(name)
       join pg_locks l on l.relation = to_regclass(t.name) and l.granted
       join pg_stat_activity a on a.pid = l.pid and a.backend_type = 'client backend'
       where g.projection = $1 and g.generation = $2 and g.state = 'building'
         and l.database = (select oid from pg_database where datname = current_database())
         and (l.mode not in ('AccessShareLock', 'RowShareLock') or t.name = $3) and l.pid <> pg_backend_pid()`,
      [projection, generation, tableName(projection, FIRST_SIGHTINGS, generation)],
    );
  }

  async live(projection: string): Promise<StoredGeneration | null> {
    return (await this.all()).find((g) => g.projection === projection && g.state === 'live') ?? null;
  }

  /**
   * Makes the tables of a new generation, checkpoints at 0. `indexed` for one that is filled live, from the start;
   * `compared` for one that never goes live, which nobody takes for a rebuild.
   */
  async create(
    definition: ProjectionDefinition,
    log: LogIdentity,
    identity: number | null,
    indexed: boolean,
    compared = false,
  ): Promise<number> {
    return this.transaction(async ({ client }) => {
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`generation ${definition.name}`]);
      const { rows } = await client.query<{ next: number }>(
        'select coalesce(max(generation), 0) + 1 as next from read.generation where projection = $1',
        [definition.name],
      );
      const generation = rows[0]!.next;
      const statements = [
        ...createTables(definition, generation),
        ...(definition.name === IDENTITY ? createIdentityTables(generation) : []),
        ...(indexed ? this.indexes(definition, generation) : []),
      ];
      // in one message: hundreds of answers are not waited for one by one
      await client.query(statements.join(';\n'));
      await client.query(
        `insert into read.generation (projection, generation, version, definition, state, identity_generation, log_id, log_epoch, tables, facts_done) values ($1, $2, $3, $4, 'building', $5, $6, $7, $8, $9)`,
        [
          definition.name,
          generation,
          definition.version,
          compared ? `${COMPARED}${definitionText(definition)}` : definitionText(definition),
          identity,
          log.id,
          log.epoch,
          allTables(definition, generation),
          indexed,
        ],
      );
      await client.query(
        `insert into read.checkpoint (projection, generation, lane, lanes, positions, position)
         select $1, $2, min(lane), array_agg(lane order by lane), array_agg(0), 0
         from generate_series(0, $3::integer) as lane group by lane = ${DERIVED_LANE}`,
        [definition.name, generation, derives(definition) ? DERIVED_LANE : DERIVED_LANE - 1],
      );
      return generation;
    });
  }

  /** The statements that key and index a generation's tables. */
  indexes(definition: ProjectionDefinition, generation: number): string[] {
    return [this.factsKeys, this.factsIndexes, this.statesIndexes, this.currentIndexes].flatMap((of) =>
      of.call(this, definition, generation),
    );
  }

  /** The statements that key facts tables by position: what taking back needs. */
  factsKeys(definition: ProjectionDefinition, generation: number): string[] {
    return Object.keys(definition.facts).flatMap((table) => factsKeys(tableName(definition.name, table, generation)));
  }

  /** The statements that index facts as their definition asks. */
  factsIndexes(definition: ProjectionDefinition, generation: number): string[] {
    return Object.entries(definition.facts).flatMap(([table, facts]) =>
      factsIndexes(tableName(definition.name, table, generation), facts),
    );
  }

  /** The statements that index states, and the identity map. */
  statesIndexes(definition: ProjectionDefinition, generation: number): string[] {
    if (definition.name === IDENTITY) return identityIndexes(generation);
    return Object.entries(definition.states).flatMap(([table, states]) =>
      statesIndexes(tableName(definition.name, table, generation), states),
    );
  }

  /** The statements that index current rows and their totals. */
  currentIndexes(definition: ProjectionDefinition, generation: number): string[] {
    return [
      ...Object.entries(definition.current).flatMap(([table, current]) =>
        currentIndexes(tableName(definition.name, table, generation), current),
      ),
      ...Object.entries(definition.totals).flatMap(([table, totals]) =>
        totalsIndexes(tableName(definition.name, table, generation), totals),
      ),
    ];
  }

  /** Lets every process that owns lanes follow the feed with these generations. */
  async follow(
    generations: readonly { readonly definition: ProjectionDefinition; readonly number: number }[],
  ): Promise<void> {
    await this.transaction((tx) => {
      for (const { definition, number } of generations)
        tx.write(
          `update read.generation set state = 'catching-up' where projection = $1 and generation = $2 and state in ('building', 'kept')`,
          [definition.name, number],
        );
    });
  }

  /** Nothing follows these read models any more; queries still see what was live. */
  async retire(projections: readonly string[]): Promise<void> {
    await this.pool.query(
      `update read.generation set state = 'kept', definition = '' where projection = any($1::text[]) and state <> 'dropped'`,
      [projections],
    );
  }

  /** Makes generations live together in one short transaction: the ones live before are kept for rolling back. */
  async swap(to: readonly { readonly definition: ProjectionDefinition; readonly generation: number }[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.transaction(async ({ client }) => {
          await client.query(`set local lock_timeout = '500ms'`);
          for (const { definition, generation } of to) {
            await client.query(`update read.generation set state = 'kept' where projection = $1 and state = 'live'`, [
              definition.name,
            ]);
            const { rows } = await client.query<{ tables: string[] }>(
              `update read.generation set state = 'live', live_at = clock_timestamp(), progress = null
               where projection = $1 and generation = $2 returning tables`,
              [definition.name, generation],
            );
            const there = new Set(rows[0]?.tables ?? []);
            await client.query(createViews(definition, generation, there).join(';\n'));
            await openViews(client, definition, generation);
          }
          await client.query('notify throughline_read');
        });
        return;
      } catch (error) {
        const code = (error as { code?: string }).code;
        if ((code !== '55P03' && code !== '40P01') || attempt >= 40) throw error;
        if (attempt >= READERS_PATIENCE) await endReaders(this.pool);
        await new Promise((resolve) => setTimeout(resolve, 50 + attempt * 10));
      }
    }
  }

  /**
   * Lets analysts read what is live: makes their role and views where they are missing, as where read models went live
   * before there were any. Answers whether there is a role.
   */
  openLive(live: readonly Generation[]): Promise<boolean> {
    return openReading(this.pool, live);
  }

  /** Lets go of generations that were built to be compared, by a process that is gone. */
  async dropCompared(): Promise<void> {
    for (const { projection, generation, definition } of await this.all())
      if (definition.startsWith(COMPARED)) await this.drop(projection, generation);
  }

  /** Lets go of a generation's tables. */
  async drop(projection: string, generation: number): Promise<void> {
    await this.transaction(async ({ client }) => {
      const { rows } = await client.query<{ tables: string[] }>(
        'select tables from read.generation where projection = $1 and generation = $2',
        [projection, generation],
      );
      const working = projection === IDENTITY ? [tableName(IDENTITY, FIRST_SIGHTINGS, generation)] : [];
      for (const name of [...(rows[0]?.tables ?? []), ...working]) await client.query(`drop table if exists ${name}`);
      for (const table of ['checkpoint', 'taking', 'taken_back', 'undone_import', 'dead_letter', 'halt']) {
        await client.query(`delete from read.${table} where projection = $1 and generation = $2`, [
          projection,
          generation,
        ]);
      }
      await client.query(`update read.generation set state = 'dropped' where projection = $1 and generation = $2`, [
        projection,
        generation,
      ]);
    });
  }

  async progress(projection: string, generation: number, progress: RebuildProgress): Promise<void> {
    await this.pool.query('update read.generation set progress = $3 where projection = $1 and generation = $2', [
      projection,
      generation,
      JSON.stringify(progress),
    ]);
  }

  /** Whether a generation's facts have their keys, sums and indexes. */
  async factsDone(projection: string, generation: number): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      'select from read.generation where projection = $1 and generation = $2 and facts_done',
      [projection, generation],
    );
    return rowCount === 1;
  }

  /** Checkpoints of a generation by lane. */
  checkpoints(projection: string, generation: number): Promise<Map<number, Position>> {
    return storedCheckpoints(this.pool, projection, generation);
  }
}

/** The names of all tables of a generation, with their schema. */
export function allTables(definition: ProjectionDefinition, generation: number): string[] {
  const tables = [
    ...tablesOf(definition).map(({ table }) => table),
    ...(definition.name === IDENTITY ? IDENTITY_TABLES : []),
  ];
  return tables.map((table) => tableName(definition.name, table, generation));
}

/** Every lane that writes facts. */
export const ALL_FACT_LANES: readonly number[] = Array.from({ length: LANES }, (_, lane) => lane);
