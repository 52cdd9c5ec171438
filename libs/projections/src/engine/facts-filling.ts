import { type Position, type RecordedEvent } from '#kernel';
import { foldFacts, foldTakings, type Folded, type FoldingWith } from './fold.js';
import { moveAll } from './checkpoints.js';
import { ALL_FACT_LANES, type GenerationStore } from './generation-store.js';
import { Handlers } from './rows.js';
import { tableName, type Generation } from './tables.js';
import type { Transaction } from './transaction.js';
import { isDataError, writeWhatFits } from './what-fits.js';
import { FactsWriter, type PreparedFacts } from './write.js';

/** What pages said since the last transaction, up to a position. */
interface Gathered {
  readonly facts: PreparedFacts;
  readonly parked: Folded['parked'];
  readonly takings: Position[];
  events: number;
  last: { readonly position: Position; readonly event: RecordedEvent['id'] } | null;
  to: Position;
}

/** Events a transaction writes. */
const PER_TRANSACTION = 10_000;
/** Events of a page in which something is taken back. */
const TAKINGS = 2_000;

/**
 * Fills the facts of one new generation from the log. What pages say is copied in large transactions, each with its
 * checkpoint, while the next pages are read and folded; then the tables get their keys, and what was taken back is
 * applied in position order. Killed anywhere, it resumes.
 */
export class FactsFilling {
  private readonly handlers: Handlers;
  private readonly writer: FactsWriter;
  private gathered: Gathered;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    readonly generation: Generation,
    private at: Position,
    /** Keys, sums and indexes are there: what comes after is the feed's. */
    private readonly finished: boolean,
    private readonly store: GenerationStore,
    private readonly using: FoldingWith,
  ) {
    this.handlers = new Handlers(generation.definition);
    this.writer = new FactsWriter(generation);
    this.gathered = this.nothing();
  }

  /** Goes on where an earlier run stopped. */
  static async resume(generation: Generation, store: GenerationStore, using: FoldingWith): Promise<FactsFilling> {
    const checkpoints = await store.checkpoints(generation.definition.name, generation.number);
    const at = Math.min(...ALL_FACT_LANES.map((lane) => checkpoints.get(lane) ?? 0));
    const finished = await store.factsDone(generation.definition.name, generation.number);
    return new FactsFilling(generation, at, finished, store, using);
  }

  /** Everything up to here is gathered or written. */
  get position(): Position {
    return this.at;
  }

  private get key(): [string, number] {
    return [this.generation.definition.name, this.generation.number];
  }

  private nothing(): Gathered {
    return { facts: this.writer.prepared(), parked: [], takings: [], events: 0, last: null, to: this.at };
  }

  /** Takes a page of the log in, up to a position. Resolves when there is room for the next. Throws as `fold` does. */
  async take(page: readonly RecordedEvent[], to: Position): Promise<void> {
    if (to <= this.at || this.finished) return;
    const events =
      page[0] !== undefined && page[0].position <= this.at ? page.filter((e) => e.position > this.at) : page;
    const { folded, takings } = await foldFacts(events, this.handlers, this.using);
    const { gathered } = this;
    this.writer.prepare(gathered.facts, folded);
    for (const parked of folded.parked) gathered.parked.push(parked);
    for (const position of takings) gathered.takings.push(position);
    const last = events.at(-1);
    if (last !== undefined) gathered.last = { position: last.position, event: last.id };
    gathered.events += events.length;
    gathered.to = this.at = to;
    if (gathered.events >= PER_TRANSACTION) await this.hand();
  }

  /** Writes what is gathered. */
  async flush(): Promise<void> {
    await this.hand();
    await this.writing;
  }

  private async hand(): Promise<void> {
    const { gathered } = this;
    this.gathered = this.nothing();
    await this.writing;
    this.writing = this.write(gathered);
    // a failure is thrown when it is awaited, not before
    this.writing.catch(() => undefined);
  }

  private async write(gathered: Gathered): Promise<void> {
    if (gathered.to === 0) return;
    try {
      await this.store.transaction((tx) => {
        this.writer.copyPrepared(tx, gathered.facts);
        this.writer.park(tx, gathered.parked);
        this.remember(tx, gathered.takings);
        this.move(tx, gathered.to, gathered.last);
      });
    } catch (error) {
      if (!isDataError(error)) throw error;
      await this.writeApart(gathered.to);
    }
  }

  private remember(tx: Transaction, takings: readonly Position[]): void {
    if (takings.length === 0) return;
    tx.write('insert into read.taking select $1, $2, unnest($3::bigint[]) on conflict do nothing', [
      ...this.key,
      takings,
    ]);
  }

  private move(tx: Transaction, to: Position, last: Gathered['last']): void {
    moveAll(tx, ...this.key, 'facts', to, last);
  }

  /** PostgreSQL refused a value: finds the events it belongs to, parks these and writes the others. */
  private async writeApart(to: Position): Promise<void> {
    const checkpoints = await this.store.checkpoints(...this.key);
    const from = Math.min(...ALL_FACT_LANES.map((lane) => checkpoints.get(lane)!));
    const events: RecordedEvent[] = [];
    for (let after = from; after < to;) {
      const page = await this.using.log.readAll({ after, until: to, limit: TAKINGS });
      events.push(...page.events);
      if (page.scannedTo <= after) break;
      after = page.scannedTo;
    }
    await this.store.transaction(async (tx) => {
      await writeWhatFits(
        tx,
        events,
        (some) => this.fill(tx, some),
        (event, error) => {
          this.writer.park(tx, [{ event, error }]);
          if (this.using.decoder.takingBack(event) !== null) this.remember(tx, [event.position]);
        },
      );
      const last = events.at(-1);
      this.move(tx, to, last === undefined ? null : { position: last.position, event: last.id });
    });
  }

  private async fill(tx: Transaction, events: readonly RecordedEvent[]): Promise<void> {
    const { folded, takings } = await foldFacts(events, this.handlers, this.using);
    const facts = this.writer.prepared();
    this.writer.prepare(facts, folded);
    this.writer.copyPrepared(tx, facts);
    this.writer.park(tx, folded.parked);
    this.remember(tx, takings);
  }

  /** Keys, what was taken back, sums and indexes: in one transaction with a mark that they are there. */
  async finish(tell: (phase: 'sums' | 'indexes') => Promise<void>): Promise<void> {
    const { definition, number } = this.generation;
    if (this.finished) return;
    await this.store.transaction(async (tx) => {
      const { client } = tx;
      await client.query(`set local maintenance_work_mem = '128MB'`);
      await client.query(`set local work_mem = '64MB'`);
      await tell('indexes');
      for (const statement of this.store.factsKeys(definition, number)) await client.query(statement);
      await this.takeBack(tx);
      await tell('sums');
      this.writer.sumAll(tx);
      await tx.done();
      await tell('indexes');
      for (const statement of this.store.factsIndexes(definition, number)) await client.query(statement);
      await client.query(
        'update read.generation set facts_done = true where projection = $1 and generation = $2',
        this.key,
      );
    });
    for (const table of [...Object.keys(definition.facts), ...Object.keys(definition.sums)])
      await this.store.pool.query(`analyze ${tableName(definition.name, table, number)}`);
  }

  private async takeBack(tx: Transaction): Promise<void> {
    for (let after = 0; ;) {
      const rows = await tx.rows<{ position: string }>(
        'select position from read.taking where projection = $1 and generation = $2 and position > $3 order by position limit $4',
        [...this.key, after, TAKINGS],
      );
      if (rows.length === 0) return;
      const events = await this.using.log.readAt(rows.map((row) => Number(row.position)));
      await this.takeBackPage(tx, events);
      after = Number(rows.at(-1)!.position);
    }
  }

  private async takeBackPage(tx: Transaction, events: readonly RecordedEvent[]): Promise<void> {
    await writeWhatFits(
      tx,
      events,
      async (some) =>
        this.writer.writeFacts(tx, await foldTakings(some, this.generation, this.handlers, tx, this.using)),
      (event, error) => this.writer.park(tx, [{ event, error }]),
    );
  }
}
