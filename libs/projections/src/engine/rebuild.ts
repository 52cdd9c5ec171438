import { eventsWithin, type LogPage, type Position } from '#kernel';
import { IdentityDerivation } from '../identity/derive-identity.js';
import { createFirstSightings, FIRST_SIGHTINGS, IDENTITY_TABLES } from '../identity/identity-model.js';
import type { EventsRead } from '../identity/node-values.js';
import { StatesDerivation } from './derive-states.js';
import { FactsFilling } from './facts-filling.js';
import type { FoldingWith } from './fold.js';
import { moveAll } from './checkpoints.js';
import type { GenerationStore, RebuildProgress } from './generation-store.js';
import { Progress } from './progress.js';
import { DERIVED_LANE, derives, IDENTITY, tableName, type Generation } from './tables.js';
import type { Transaction } from './transaction.js';

/** Small enough that what a page is decoded to dies young. */
const PAGE = 500;
/** New sightings the identity map is derived from in a transaction. */
const MAP_STEP = 10_000;
/** Read models whose tables are finished at the same time: the server's work is spread over its cores. */
const AT_ONCE = 2;

/**
 * How long a transaction may stand still while its process derives from what it read: longer than those others wait for,
 * for the machine may have much else to do. It writes to tables of this generation alone, and whoever takes over ends what
 * is left there (`endLeft`).
 */
const DERIVING_MS = 120_000;

/** The rebuild was asked to stop; what is done stays and is resumed. */
export class RebuildStopped extends Error {
  override readonly name = 'RebuildStopped';
}

/**
 * Fills new generations from the log up to a position, beside the live ones: facts by position range with COPY, then
 * what was taken back, sums, indexes, the identity map, states and current rows. Every step ends with its checkpoint:
 * killed anywhere, it resumes. Several read models share one reading of the log.
 */
export class Rebuild {
  constructor(
    private readonly generations: readonly Generation[],
    private readonly store: GenerationStore,
    private readonly using: FoldingWith,
    private readonly stopping: () => boolean,
    private readonly listen: (names: readonly string[], progress: RebuildProgress) => void = () => undefined,
  ) {}

  /** Fills everything up to the position. Resumes what an earlier run did. Throws RebuildStopped. */
  async fill(to: Position): Promise<void> {
    const fillings = await Promise.all(
      this.generations.map((generation) => FactsFilling.resume(generation, this.store, this.using)),
    );
    await this.facts(fillings, to);
    const isMap = ({ generation }: FactsFilling): boolean => generation.definition.name === IDENTITY;
    const ordered = [...fillings.filter(isMap), ...fillings.filter((filling) => !isMap(filling))];
    await twoAtOnce(ordered, async (filling) => {
      this.checkStopping();
      const progress = this.progressOf(filling.generation);
      await filling.finish((phase) => progress.tell(phase, 0, 1));
      // the map goes on at once: the others' states are read through it
      if (isMap(filling)) await this.derive(filling, progress);
    });
    await twoAtOnce(
      ordered.filter((filling) => !isMap(filling) && derives(filling.generation.definition)),
      (filling) => this.derive(filling, this.progressOf(filling.generation)),
    );
  }

  private events(positions: number): number {
    return eventsWithin(this.using.log, positions);
  }

  private progressOf(...generations: Generation[]): Progress {
    return new Progress(generations, this.store, this.listen);
  }

  /** Reads the log once, a page ahead, and hands every page to those that lack it. */
  private async facts(fillings: readonly FactsFilling[], to: Position): Promise<void> {
    const progress = this.progressOf(...this.generations);
    const read = (after: Position): Promise<LogPage> => {
      const page = this.using.log.readAll({ after, until: to, limit: PAGE });
      // a failure is thrown when the page is awaited, not before
      page.catch(() => undefined);
      return page;
    };
    let from = Math.min(...fillings.map(({ position }) => position));
    let next = from < to ? read(from) : null;
    try {
      while (next !== null) {
        const { events, scannedTo } = await next;
        this.checkStopping();
        const last = scannedTo <= from ? to : scannedTo;
        next = last < to ? read(last) : null;
        for (const filling of fillings) await filling.take(events, last);
        from = last;
        await progress.tell('facts', this.events(from), this.events(to));
      }
    } finally {
      await Promise.all(fillings.map((filling) => filling.flush()));
    }
  }

  /** Derives as far as the facts are there, and the identity map they are read through: the feed brings the rest. */
  private async derive({ generation, position }: FactsFilling, progress: Progress): Promise<void> {
    const { definition, number, identity } = generation;
    const from = await this.derived(definition.name, number);
    // with nothing left to derive, too: an earlier run may have ended before its indexes were there
    if (definition.name === IDENTITY) return this.deriveIdentity(generation, from, position, progress);
    const to = identity === null ? position : Math.min(position, await this.derived(IDENTITY, identity));
    if (from < to) await this.deriveStates(generation, to, progress);
  }

  private async derived(name: string, number: number): Promise<Position> {
    return (await this.store.checkpoints(name, number)).get(DERIVED_LANE)!;
  }

  /** The map, so many new sightings a transaction, while the log is read for the next ones; resumes at its checkpoint. */
  private async deriveIdentity(
    generation: Generation,
    from: Position,
    to: Position,
    progress: Progress,
  ): Promise<void> {
    const { number } = generation;
    const first = tableName(IDENTITY, FIRST_SIGHTINGS, number);
    await progress.tell('states', this.events(from), this.events(to));
    await this.store.transaction(async ({ client }) => {
      for (const statement of createFirstSightings(number)) await client.query(statement);
    });
    const derivation = new IdentityDerivation(number, this.using, FIRST_SIGHTINGS);
    const step = (after: Position): Promise<{ readonly end: Position; readonly read: EventsRead }> => {
      const made = this.mapStep(derivation, first, after, to);
      // a failure is thrown when the step is awaited, not before
      made.catch(() => undefined);
      return made;
    };
    for (let at = from, next = at < to ? step(at) : null; next !== null;) {
      this.checkStopping();
      const { end, read } = await next;
      next = end < to ? step(end) : null;
      await this.store.transaction(async (tx) => {
        await derivation.derive(tx, at, end, read);
        moveAll(tx, IDENTITY, number, 'derived', end);
      }, DERIVING_MS);
      at = end;
      await progress.tell('states', this.events(at), this.events(to));
    }
    await this.store.transaction(({ client }) => client.query(`drop table ${first}`));
    await this.index(this.store.statesIndexes(generation.definition, number), progress);
    for (const table of IDENTITY_TABLES) await this.store.pool.query(`analyze ${tableName(IDENTITY, table, number)}`);
  }

  /** Where the next transaction of the map ends, and what it will ask of the log. */
  private async mapStep(
    derivation: IdentityDerivation,
    first: string,
    after: Position,
    to: Position,
  ): Promise<{ readonly end: Position; readonly read: EventsRead }> {
    const { rows } = await this.store.pool.query<{ position: string }>(
      `select position from ${first} where position > $1 order by position offset $2 limit 1`,
      [after, MAP_STEP - 1],
    );
    const end = Math.min(Number(rows[0]?.position ?? to), to);
    return { end, read: await derivation.ahead(this.store.pool, after, end) };
  }

  /** States by key range, then current rows, then their indexes; a crash starts this part again on empty tables. */
  private async deriveStates(generation: Generation, to: Position, progress: Progress): Promise<void> {
    const { definition, number } = generation;
    const derivation = new StatesDerivation(generation);
    const { pool } = this.store;
    const derived = [definition.states, definition.current, definition.totals].flatMap((tables) => Object.keys(tables));
    await this.store.transaction(async ({ client }) => {
      for (const table of derived) await client.query(`truncate ${tableName(definition.name, table, number)}`);
    });
    for (const [name, table] of Object.entries(definition.states)) {
      const keys = derivation.allKeys(pool, table.from, table.per[0]!);
      const total = await derivation.countKeys(pool, table.from, table.per[0]!);
      await this.byKeys('states', keys, total, progress, (tx, some) =>
        derivation.deriveUnits(tx, name, table, some, { from: 0, to }),
      );
    }
    await this.index(this.store.statesIndexes(definition, number), progress);
    for (const table of Object.keys(definition.states))
      await pool.query(`analyze ${tableName(definition.name, table, number)}`);
    for (const [name, table] of Object.entries(definition.current)) {
      const from = derivation.factsWith(table.per);
      const total = await derivation.countKeys(pool, from, table.per);
      await this.byKeys('current', derivation.allKeys(pool, from, table.per), total, progress, (tx, some) =>
        derivation.current(tx, name, some),
      );
    }
    await this.store.transaction((tx) => {
      for (const table of Object.keys(definition.totals)) derivation.total(tx, table);
    });
    await this.index(this.store.currentIndexes(definition, number), progress);
    for (const table of [...Object.keys(definition.current), ...Object.keys(definition.totals)])
      await pool.query(`analyze ${tableName(definition.name, table, number)}`);
    await this.store.transaction((tx) => moveAll(tx, definition.name, number, 'derived', to));
  }

  /** Works through all keys, some at a time, each batch in a transaction of its own. */
  private async byKeys(
    phase: 'states' | 'current',
    keys: AsyncGenerator<string[]>,
    total: number,
    progress: Progress,
    work: (tx: Transaction, some: string[]) => void | Promise<void>,
  ): Promise<void> {
    let done = 0;
    await progress.tell(phase, 0, total);
    await twoAtOnce(keys, async (some) => {
      this.checkStopping();
      await this.store.transaction((tx) => work(tx, some), DERIVING_MS);
      done += some.length;
      await progress.tell(phase, done, total);
    });
  }

  private async index(statements: readonly string[], progress: Progress): Promise<void> {
    if (statements.length === 0) return;
    await progress.tell('indexes', 0, 1);
    await this.store.transaction(async ({ client }) => {
      await client.query(`set local maintenance_work_mem = '128MB'`);
      for (const statement of statements) await client.query(statement);
    });
  }

  private checkStopping(): void {
    if (this.stopping()) throw new RebuildStopped('the rebuild was stopped and will resume');
  }
}

/** Runs work for every item, two at a time; throws the first failure once nothing runs any more. */
async function twoAtOnce<T>(items: Iterable<T> | AsyncGenerator<T>, work: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  const source = Symbol.asyncIterator in items ? items : each(items);
  const worker = async (): Promise<void> => {
    try {
      for (let next = await source.next(); next.done !== true && failures.length === 0; next = await source.next())
        await work(next.value);
    } catch (error) {
      failures.push(error);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await source.return(undefined);
  if (failures.length > 0) throw failures[0];
}

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
