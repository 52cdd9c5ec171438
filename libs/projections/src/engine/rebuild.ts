import type { PoolClient } from 'pg';
import type { Position, RecordedEvent } from '#kernel';
import { IdentityDerivation } from '../identity/derive-identity.js';
import { StatesDerivation } from './derive-states.js';
import { fold, type FoldingWith, type Folded } from './fold.js';
import {
  ALL_FACT_LANES,
  inTransaction,
  moveCheckpoints,
  type GenerationStore,
  type RebuildProgress,
} from './generation-store.js';
import { isDataError } from './lane-worker.js';
import { Handlers } from './rows.js';
import { DERIVED_LANE, derives, IDENTITY, tableName, type Generation } from './tables.js';
import { FactsWriter } from './write.js';

interface Building {
  readonly generation: Generation;
  readonly handlers: Handlers;
  readonly writer: FactsWriter;
}

/** Small enough that what a page is decoded to dies young. */
const PAGE = 2_000;

/** The rebuild was asked to stop; what is done stays and is resumed. */
export class RebuildStopped extends Error {
  override readonly name = 'RebuildStopped';
}

/**
 * Fills new generations from the log up to a position, beside the live ones: facts by position range with COPY, then
 * sums, indexes, the identity map, states and current rows. Every step ends with its checkpoint: killed anywhere, it
 * resumes. Several read models share one reading of the log.
 */
export class Rebuild {
  private readonly building: readonly Building[];
  private startedAt = new Date().toISOString();
  private rate = { since: Date.now(), done: 0, perSecond: 0 };
  private lastReport = 0;

  constructor(
    generations: readonly Generation[],
    private readonly store: GenerationStore,
    private readonly using: FoldingWith,
    private readonly stopping: () => boolean,
    private readonly report: (progress: RebuildProgress) => void = () => undefined,
  ) {
    this.building = generations.map((generation) => ({
      generation,
      handlers: new Handlers(generation.definition),
      writer: new FactsWriter(generation),
    }));
  }

  /** Fills everything up to the position. Resumes what an earlier run did. Throws RebuildStopped. */
  async fill(to: Position): Promise<void> {
    await this.facts(to);
    for (const building of this.building) await this.finishFacts(building);
    const ordered = [...this.building].sort(
      (a, b) => Number(b.generation.definition.name === IDENTITY) - Number(a.generation.definition.name === IDENTITY),
    );
    for (const { generation } of ordered) if (derives(generation.definition)) await this.derive(generation, to);
  }

  private async facts(to: Position): Promise<void> {
    const at = new Map<Building, Position>();
    for (const building of this.building) {
      const { definition, number } = building.generation;
      const checkpoints = await this.store.checkpoints(definition.name, number);
      at.set(building, Math.min(...ALL_FACT_LANES.map((lane) => checkpoints.get(lane) ?? 0)));
    }
    let from = Math.min(...at.values());
    if (from >= to) return;
    let next = this.using.log.readAll({ after: from, until: to, limit: PAGE });
    let writing: Promise<unknown> = Promise.resolve();
    while (from < to) {
      const page = await next;
      this.checkStopping();
      const scannedTo = Math.max(page.scannedTo, page.events.at(-1)?.position ?? 0);
      const last = scannedTo <= from ? to : scannedTo;
      if (last < to) next = this.using.log.readAll({ after: last, until: to, limit: PAGE });
      await writing;
      const todo = this.building.filter((building) => at.get(building)! < last);
      writing = Promise.all(
        todo.map((building) =>
          this.write(
            building,
            page.events.filter((event) => event.position > at.get(building)!),
            last,
          ),
        ),
      );
      // the failure of a page is thrown when it is awaited, not before
      writing.catch(() => undefined);
      for (const building of todo) at.set(building, last);
      from = last;
      await this.progress('facts', from, to);
    }
    await writing;
  }

  private async write(building: Building, events: readonly RecordedEvent[], to: Position): Promise<void> {
    const { definition, number } = building.generation;
    const last = events.at(-1);
    await inTransaction(this.store.pool, async (client) => {
      await this.writeFolded(building, client, events);
      await moveCheckpoints(
        client,
        definition.name,
        number,
        new Map(ALL_FACT_LANES.map((lane) => [lane, to])),
        last === undefined ? null : { position: last.position, event: last.id },
      );
    });
  }

  private async writeFolded(
    building: Building,
    client: PoolClient,
    events: readonly RecordedEvent[],
    poisoned?: string,
  ): Promise<void> {
    const folded: Folded = await fold(
      poisoned === undefined ? events : [],
      building.generation,
      building.handlers,
      client,
      this.using,
    );
    if (poisoned !== undefined) for (const event of events) folded.parked.push({ event, error: poisoned });
    await client.query('savepoint page');
    try {
      await building.writer.writeFacts(client, folded);
      await client.query('release savepoint page');
    } catch (error) {
      if (!isDataError(error) || poisoned !== undefined) throw error;
      await client.query('rollback to savepoint page');
      if (events.length === 1)
        await this.writeFolded(building, client, events, `${(error as Error).name}: ${(error as Error).message}`);
      else {
        const middle = events.length >>> 1;
        await this.writeFolded(building, client, events.slice(0, middle));
        await this.writeFolded(building, client, events.slice(middle));
      }
    }
  }

  /** Sums and indexes, in one transaction with a mark that they are there. */
  private async finishFacts({ generation, writer }: Building): Promise<void> {
    const { definition, number } = generation;
    await this.progress('sums', 0, 1);
    await inTransaction(this.store.pool, async (client) => {
      const { rowCount } = await client.query(
        `select from read.generation where projection = $1 and generation = $2 and facts_done`,
        [definition.name, number],
      );
      if (rowCount === 1) return;
      await client.query(`set local maintenance_work_mem = '128MB'`);
      await client.query(`set local work_mem = '64MB'`);
      await writer.sumAll(client);
      await this.progress('indexes', 0, 1);
      for (const statement of this.store.factsIndexes(definition, number)) await client.query(statement);
      await client.query('update read.generation set facts_done = true where projection = $1 and generation = $2', [
        definition.name,
        number,
      ]);
    });
    const tables = [...Object.keys(definition.facts), ...Object.keys(definition.sums)].map((table) =>
      tableName(definition.name, table, number),
    );
    for (const table of tables) await this.store.pool.query(`analyze ${table}`);
  }

  private async derive(generation: Generation, to: Position): Promise<void> {
    const { name } = generation.definition;
    const checkpoints = await this.store.checkpoints(name, generation.number);
    if (checkpoints.get(DERIVED_LANE)! >= to) return;
    if (name === IDENTITY) await this.deriveIdentity(generation, checkpoints.get(DERIVED_LANE)!, to);
    else await this.deriveStates(generation, to);
  }

  private async deriveIdentity(generation: Generation, from: Position, to: Position): Promise<void> {
    const derivation = new IdentityDerivation(generation.number, this.using);
    for (let at = from; at < to;) {
      this.checkStopping();
      const next = Math.min(at + 10 * PAGE, to);
      await inTransaction(this.store.pool, async (client) => {
        await derivation.derive(client, at, next);
        await moveCheckpoints(client, IDENTITY, generation.number, new Map([[DERIVED_LANE, next]]), null);
      });
      at = next;
      await this.progress('states', at, to);
    }
    for (const table of ['node', 'edge', 'map'])
      await this.store.pool.query(`analyze ${tableName(IDENTITY, table, generation.number)}`);
  }

  /** States by key range, then current rows; a crash starts this part again on empty tables. */
  private async deriveStates(generation: Generation, to: Position): Promise<void> {
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
        await this.progress('states', done, total);
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
        await this.progress('current', done, total);
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

  private async progress(phase: RebuildProgress['phase'], done: number, of: number): Promise<void> {
    const now = Date.now();
    if (done < this.rate.done || now - this.rate.since > 5_000)
      this.rate = { since: now, done, perSecond: this.rate.perSecond };
    const seconds = (now - this.rate.since) / 1_000;
    if (seconds > 0.5) this.rate.perSecond = (done - this.rate.done) / seconds;
    if (now - this.lastReport < 500 && done < of && done > 0) return;
    this.lastReport = now;
    const rate = Math.round(this.rate.perSecond);
    const progress: RebuildProgress = {
      phase,
      done,
      of,
      rate,
      secondsLeft: rate > 0 ? Math.ceil((of - done) / rate) : null,
      startedAt: this.startedAt,
    };
    this.report(progress);
    for (const { generation } of this.building)
      await this.store.progress(generation.definition.name, generation.number, progress);
  }
}
