import type { Pool } from 'pg';
import {
  ALL_LANES,
  LogReplaced,
  UnknownEvent,
  type Feed,
  type FeedBatch,
  type FeedRecord,
  type Position,
  type RecordedEvent,
  type Subscription,
} from '#kernel';
import { lockCheckpoints, moveCheckpoints, putTogether, storedCheckpoints } from './checkpoints.js';
import type { Gate } from './gate.js';
import type { Follower } from './follower.js';
import type { IdleMoves } from './idle-moves.js';
import type { ReadinessLooks } from './readiness.js';
import { fold, foldPlain, needsTables, saysNothing, type Folded, type FoldingWith } from './fold.js';
import { LaneProgress, type Selected } from './lane-progress.js';
import { Handlers } from './rows.js';
import type { Generation } from './tables.js';
import { inTransaction, type Transaction } from './transaction.js';
import { isDataError, writeWhatFits } from './what-fits.js';
import { FactsWriter } from './write.js';

/** What a lane worker works with. */
export interface LaneWorking extends FoldingWith {
  readonly pool: Pool;
  /** Transactions of read models that follow pass it. */
  readonly gate: Gate;
  readonly idle: IdleMoves;
  readonly readiness: ReadinessLooks;
  readonly feed: Feed;
  /** The lane of an event read from the log. */
  readonly laneOf: (event: RecordedEvent) => number;
  readonly around?: AroundBatch;
}

/** What a step came to: whether facts were written, or only where they are; and of how many records. */
export interface LaneStep {
  readonly moved: 'not' | 'idle' | 'facts';
  readonly records: number;
}

/** Does what a read model does with a batch of events, for whoever wants to know how long it takes. */
export type AroundBatch = (
  projection: string,
  events: readonly RecordedEvent[],
  work: () => Promise<LaneStep['moved']>,
) => Promise<LaneStep['moved']>;

/** Writes facts and sums of one generation in the lanes the feed gives this process: one transaction for all of them. */
export class LaneWorker {
  private readonly handlers: Handlers;
  private readonly writer: FactsWriter;
  private subscription: Subscription | null = null;
  private progress = new LaneProgress();
  /** Where the feed was told that lanes begin which it has not given yet. */
  private readonly told = new Map<number, Position>();
  /** Lanes the feed asked about, or has told of. */
  private lanes = new Set<number>();

  constructor(
    readonly generation: Generation,
    private readonly working: LaneWorking,
    /** What is derived from it. */
    private readonly follower: Follower | null = null,
    private readonly batchSize = 2_000,
  ) {
    this.handlers = new Handlers(generation.definition);
    this.writer = new FactsWriter(generation);
  }

  private get key(): [string, number] {
    return [this.generation.definition.name, this.generation.number];
  }

  /**
   * Takes one batch and writes it, or only stores where it is. Where none of its records is this read model's business,
   * the checkpoints follow a moment later.
   */
  async step(waitMs: number): Promise<LaneStep> {
    this.subscription ??= await this.subscribe();
    const batch = await this.subscription.next(
      this.batchSize,
      Math.max(0, Math.min(waitMs, this.progress.dueIn() ?? waitMs)),
    );
    await this.have(batch.watermarks.keys());
    const moved = await this.apply(batch);
    return { moved, records: batch.records.length };
  }

  /** Forgets the subscription: the next step starts from the checkpoints. */
  async reset(): Promise<void> {
    const subscription = this.subscription;
    this.subscription = null;
    await subscription?.close();
  }

  private subscribe(): Promise<Subscription> {
    this.progress = new LaneProgress();
    this.lanes.clear();
    this.told.clear();
    return this.working.feed.share(async (lanes) => {
      for (const lane of lanes) this.lanes.add(lane);
      const stored = await this.checkpoints(lanes);
      for (const [lane, position] of stored) this.told.set(lane, position);
      return stored;
    });
  }

  private async checkpoints(lanes: readonly number[]): Promise<Map<number, Position>> {
    const stored = await storedCheckpoints(this.working.pool, ...this.key);
    return new Map([...stored].filter(([lane]) => lanes.includes(lane)));
  }

  /** Lanes that came begin at their checkpoints, and go on: what was said of them by whoever had them is over. */
  private async have(lanes: Iterable<number>): Promise<void> {
    const came = this.progress.have(lanes);
    this.lanes = new Set(this.progress.lanes);
    if (came.length === 0) return;
    try {
      // where the feed was told to begin: if the database has lost that since, writing finds out
      const asked = came.filter((lane) => !this.told.has(lane));
      const stored = asked.length === 0 ? new Map<number, Position>() : await this.checkpoints(asked);
      for (const lane of came) stored.set(lane, this.told.get(lane) ?? stored.get(lane)!);
      this.progress.begin(stored);
      await inTransaction(this.working.pool, (tx) => putTogether(tx, ...this.key, this.progress.lanes));
      for (const lane of came) this.told.delete(lane);
      await this.tellGoing(came);
    } catch (error) {
      // they are not begun: asked for anew from a subscription of its own
      this.progress = new LaneProgress();
      throw error;
    }
  }

  /** Writes a batch; repeats, and records before the checkpoints, change nothing. Answers whether anything was stored. */
  private async apply(batch: FeedBatch): Promise<LaneStep['moved']> {
    const due = (this.progress.dueIn() ?? 1) <= 0;
    if (batch.records.length === 0 && !this.progress.isNews(batch) && !due) return 'not';
    return this.write(batch, due);
  }

  private write(batch: FeedBatch, due: boolean): Promise<LaneStep['moved']> {
    const { around } = this.working;
    if (around === undefined || batch.records.length === 0) return this.settle(batch, due);
    const events = batch.records.map((record) => record.event);
    return around(this.generation.definition.name, events, () => this.settle(batch, due));
  }

  private async settle(batch: FeedBatch, due: boolean): Promise<LaneStep['moved']> {
    try {
      const { events, to } = this.progress.select(batch);
      const ordered = await this.complete(events);
      const alone = ordered.some((event) => needsTables(event, this.handlers, this.working.decoder));
      const folded = alone ? null : await foldPlain(ordered, this.handlers, this.working);
      if (folded !== null && saysNothing(folded)) {
        this.progress.advance(to, batch.seen);
        if (!due) return 'not';
        if (await this.moveIdle()) return 'idle';
      }
      await this.store(batch, (tx, asRemembered) => this.transact(tx, batch, asRemembered ? folded : null));
    } catch (error) {
      if (error instanceof UnknownEvent) {
        await this.halt(batch, error);
        return this.settle(batch, true);
      }
      if (!isDataError(error)) throw error;
      await this.store(batch, (tx) => this.writeWhatFits(tx, batch));
    }
    return 'facts';
  }

  /** Stores where the lanes are, with nothing to write. False where another worker moved them, or is about to. */
  private async moveIdle(): Promise<boolean> {
    const { generation, follower } = this;
    const { lanes, from, to, seen } = this.progress.behind();
    const moved = lanes.length === 0 || (await this.working.idle.move({ generation, lanes, from, to, seen, follower }));
    if (moved) this.progress.stored(new Map(lanes.map((lane, i) => [lane, to[i]!])));
    return moved;
  }

  /** Writes a batch in a transaction, with the checkpoints it comes to. */
  private async store(
    batch: FeedBatch,
    write: (tx: Transaction, asRemembered: boolean) => Promise<void>,
  ): Promise<void> {
    const reached = await this.working.gate.pass(() =>
      inTransaction(this.working.pool, async (tx) => {
        const locked = await lockCheckpoints(tx, ...this.key, this.progress.lanes);
        const asRemembered = this.progress.isAsStored(locked.positions);
        // another worker moved them: from where they are now
        if (!asRemembered) this.progress.remember(locked.positions);
        await write(tx, asRemembered);
        const { to } = this.progress.select(batch);
        moveCheckpoints(tx, ...this.key, locked, to, batch.seen ?? this.progress.lastSeen);
        return new Map([...locked.positions, ...to]);
      }),
    );
    this.progress.stored(reached);
  }

  /** Writes what is folded ahead; folds with the tables what is not. */
  private async transact(tx: Transaction, batch: FeedBatch, ahead: Folded | null): Promise<void> {
    this.writer.write(tx, ahead ?? (await this.fold(tx, await this.complete(this.progress.select(batch).events))));
  }

  /** PostgreSQL refused a value of a batch: the event it belongs to is parked alone. */
  private async writeWhatFits(tx: Transaction, batch: FeedBatch): Promise<void> {
    // parts are written one after the other: each begins again with the lowest key
    this.writer.alone(tx);
    await writeWhatFits(
      tx,
      await this.complete(this.progress.select(batch).events),
      async (events) => this.writer.write(tx, await this.fold(tx, events)),
      (event, error) => this.writer.park(tx, [{ event, error }]),
    );
  }

  private fold(tx: Transaction, events: readonly RecordedEvent[]): Promise<Folded> {
    return fold(events, this.generation, this.handlers, tx, this.working);
  }

  /** The selected events in position order, with those that fill gaps. */
  private async complete(selected: readonly Selected[]): Promise<readonly RecordedEvent[]> {
    const events = new Map<Position, RecordedEvent>();
    for (const { record, gapAfter } of selected) {
      if (gapAfter !== null) await this.fill(record, gapAfter, events);
      events.set(record.event.position, record.event);
    }
    return [...events.values()].sort((a, b) => a.position - b.position);
  }

  /** A gap in a lane is filled from the log before going on. */
  private async fill(record: FeedRecord, after: Position, events: Map<Position, RecordedEvent>): Promise<void> {
    let from = after;
    while (from < record.previous) {
      const page = await this.working.log.readAll({ after: from, until: record.previous, limit: 5_000 });
      for (const event of page.events) {
        const lane = this.working.laneOf(event);
        if (lane === record.lane || lane === ALL_LANES) events.set(event.position, event);
      }
      // going on would pass over what is not there
      if (page.scannedTo <= from) throw new LogReplaced(record.previous);
      from = page.scannedTo;
    }
  }

  /** The lane of an unknown event stops before it; the others go on. */
  private async halt(batch: FeedBatch, error: UnknownEvent): Promise<void> {
    const record = batch.records.find((r) => r.event.position === error.position);
    const lanes = record === undefined || record.lane === ALL_LANES ? this.progress.lanes : [record.lane];
    for (const lane of lanes) this.progress.halted.set(lane, { position: error.position - 1, reason: error.message });
    await this.tellHalted(lanes, error.message);
  }

  private async tellGoing(lanes: readonly number[]): Promise<void> {
    await this.working.pool.query(
      'delete from read.halt where projection = $1 and generation = $2 and lane = any($3::smallint[])',
      [...this.key, lanes],
    );
  }

  /** Says of all its lanes that they do not go on, and why: until there is something to read again. */
  halts(reason: string): Promise<void> {
    return this.tellHalted([...this.lanes], reason);
  }

  private async tellHalted(lanes: readonly number[], reason: string): Promise<void> {
    await this.working.pool.query(
      `insert into read.halt (projection, generation, lane, reason) select $1, $2, unnest($3::smallint[]), $4
       on conflict (projection, generation, lane) do update set reason = excluded.reason`,
      [...this.key, lanes, reason],
    );
  }
}
