import type { LogPage, Position } from '#kernel';
import { IdentityDerivation } from '../identity/derive-identity.js';
import { StatesDerivation } from './derive-states.js';
import { FactsFilling } from './facts-filling.js';
import type { FoldingWith } from './fold.js';
import { inTransaction, moveCheckpoints, type GenerationStore, type RebuildProgress } from './generation-store.js';
import { Progress } from './progress.js';
import { DERIVED_LANE, derives, IDENTITY, tableName, type Generation } from './tables.js';

/** Small enough that what a page is decoded to dies young. */
const PAGE = 500;
/** How many positions of the identity map are derived in a transaction. */
const MAP_STEP = 20_000;
/** Read models whose tables are finished at the same time: the server's work is spread over its cores. */
const AT_ONCE = 2;

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
        await progress.tell('facts', from, to);
      }
    } finally {
      await Promise.all(fillings.map((filling) => filling.flush()));
    }
  }

  /** Derives as far as the facts are there, and the identity map they are read through: the feed brings the rest. */
  private async derive({ generation, position }: FactsFilling, progress: Progress): Promise<void> {
    const { definition, number, identity } = generation;
    const from = await this.derived(definition.name, number);
    if (definition.name === IDENTITY) {
      if (from < position) await this.deriveIdentity(generation, from, position, progress);
      return;
    }
    const to = identity === null ? position : Math.min(position, await this.derived(IDENTITY, identity));
    if (from < to) await this.deriveStates(generation, to, progress);
  }

  private async derived(name: string, number: number): Promise<Position> {
    return (await this.store.checkpoints(name, number)).get(DERIVED_LANE)!;
  }

  private async deriveIdentity(
    generation: Generation,
    from: Position,
    to: Position,
    progress: Progress,
  ): Promise<void> {
    const derivation = new IdentityDerivation(generation.number, this.using);
    for (let at = from; at < to;) {
      this.checkStopping();
      const next = Math.min(at + MAP_STEP, to);
      await inTransaction(this.store.pool, async (client) => {
        await derivation.derive(client, at, next);
        await moveCheckpoints(client, IDENTITY, generation.number, new Map([[DERIVED_LANE, next]]), null);
      });
      at = next;
      await progress.tell('states', at, to);
    }
    for (const table of ['node', 'edge', 'map'])
      await this.store.pool.query(`analyze ${tableName(IDENTITY, table, generation.number)}`);
  }

  /** States by key range, then current rows; a crash starts this part again on empty tables. */
  private async deriveStates(generation: Generation, to: Position, progress: Progress): Promise<void> {
    const { definition, number } = generation;
    const derivation = new StatesDerivation(generation);
    for (const table of [...Object.keys(definition.states), ...Object.keys(definition.current)]) {
      await this.store.pool.query(`truncate ${tableName(definition.name, table, number)}`);
    }
    for (const [name, table] of Object.entries(definition.states)) {
      const total = await derivation.countKeys(this.store.pool, table.from, table.per[0]!);
      let done = 0;
      for await (const units of derivation.allKeys(this.store.pool, table.from, table.per[0]!)) {
        this.checkStopping();
        await inTransaction(this.store.pool, async (client) => {
          await derivation.deriveUnits(client, name, table, units, { from: 0, to });
        });
        done += units.length;
        await progress.tell('states', done, total);
      }
    }
    const indexes = this.store.derivedIndexes(definition, number);
    const existing = await this.store.pool.query(
      `select from read.generation where projection = $1 and generation = $2 and derived_indexed`,
      [definition.name, number],
    );
    if (existing.rowCount === 0) {
      await inTransaction(this.store.pool, async (client) => {
        await client.query(`set local maintenance_work_mem = '128MB'`);
        for (const statement of indexes) await client.query(statement);
        await client.query(
          'update read.generation set derived_indexed = true where projection = $1 and generation = $2',
          [definition.name, number],
        );
      });
    }
    for (const table of Object.keys(definition.states))
      await this.store.pool.query(`analyze ${tableName(definition.name, table, number)}`);
    for (const [name, table] of Object.entries(definition.current)) {
      const from = derivation.factsWith(table.per);
      const total = await derivation.countKeys(this.store.pool, from, table.per);
      let done = 0;
      for await (const keys of derivation.allKeys(this.store.pool, from, table.per)) {
        this.checkStopping();
        await inTransaction(this.store.pool, async (client) => {
          await derivation.current(client, name, keys);
        });
        done += keys.length;
        await progress.tell('current', done, total);
      }
      await this.store.pool.query(`analyze ${tableName(definition.name, name, number)}`);
    }
    await inTransaction(this.store.pool, (client) =>
      moveCheckpoints(client, definition.name, number, new Map([[DERIVED_LANE, to]]), null),
    );
  }

  private checkStopping(): void {
    if (this.stopping()) throw new RebuildStopped('the rebuild was stopped and will resume');
  }
}

/** Runs work for every item, two at a time, in order; throws the first failure once nothing runs any more. */
async function twoAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined && failures.length === 0; item = waiting.shift())
      await work(item).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failures.length > 0) throw failures[0];
}
