import type { Pool } from 'pg';
import {
  ALL_LANES,
  UnknownEvent,
  type Feed,
  type FeedBatch,
  type FeedRecord,
  type Position,
  type RecordedEvent,
  type Subscription,
} from '#kernel';
import { lockCheckpoints, moveCheckpoints } from './checkpoints.js';
import { fold, foldPlain, needsTables, saysNothing, type Folded, type FoldingWith } from './fold.js';
import { Handlers } from './rows.js';
import type { Generation } from './tables.js';
import { inTransaction, type Transaction } from './transaction.js';
import { isDataError, writeWhatFits } from './what-fits.js';
import { FactsWriter } from './write.js';

/** What a lane worker works with. */
export interface LaneWorking extends FoldingWith {
  readonly pool: Pool;
  readonly feed: Feed;
  /** The lane of an event read from the log. */
  readonly laneOf: (event: RecordedEvent) => number;
  readonly around?: AroundBatch;
}

/** Does what a read model does with a batch of events, for whoever wants to know how long it takes. */
export type AroundBatch = (
  projection: string,
  events: readonly RecordedEvent[],
  work: () => Promise<boolean>,
) => Promise<boolean>;

/** How long a checkpoint may stay behind where there was nothing to write, in milliseconds. */
const NOTHING_TO_WRITE_MS = 100;

/** What a worker remembers of a lane: its checkpoint as it is stored, and up to where there was nothing more to write. */
interface Reached {
  readonly stored: Position;
  readonly position: Position;
}

/** Writes facts and sums of some lanes of one generation: one transaction for all its lanes. */
export class LaneWorker {
  private readonly handlers: Handlers;
  private readonly writer: FactsWriter;
  private subscription: Subscription | null = null;
  private reached = new Map<number, Reached>();
  private seen: FeedBatch['seen'] = null;
  /** Since when checkpoints are behind what was read, in milliseconds; null where they are not. */
  private behindSince: number | null = null;
  /** An earlier subscription may have said that lanes do not go on. */
  private toldHalted = true;
  /** Lanes that met what this build does not know, with the position before it. */
  readonly halted = new Map<number, { readonly position: Position; readonly reason: string }>();

  constructor(
    readonly generation: Generation,
    readonly lanes: readonly number[],
    private readonly working: LaneWorking,
    private readonly batchSize = 2_000,
  ) {
    this.handlers = new Handlers(generation.definition);
    this.writer = new FactsWriter(generation);
  }

  private get key(): [string, number] {
    return [this.generation.definition.name, this.generation.number];
  }

  /**
   * Takes one batch and writes it. Returns how many records it held; 0 where none of them is this read model's business:
   * the checkpoints then follow a moment later.
   */
  async step(waitMs: number): Promise<number> {
    this.subscription ??= await this.subscribe();
    const due = this.behindSince === null ? waitMs : this.behindSince + NOTHING_TO_WRITE_MS - performance.now();
    const batch = await this.subscription.next(this.batchSize, Math.max(0, Math.min(waitMs, due)));
    if (this.toldHalted) await this.tellGoing();
    const written = await this.apply(batch);
    return written ? Math.max(1, batch.records.length) : 0;
  }

  /** Forgets the subscription: the next step starts from the checkpoints. */
  async reset(): Promise<void> {
    const subscription = this.subscription;
    this.subscription = null;
    await subscription?.close();
  }

  private async subscribe(): Promise<Subscription> {
    this.halted.clear();
    this.toldHalted = true;
    const { rows } = await this.working.pool.query<{ lane: number; position: string }>(
      'select lane, position from read.checkpoint where projection = $1 and generation = $2 and lane = any($3::smallint[])',
      [...this.key, this.lanes],
    );
    const positions = new Map(rows.map((row) => [row.lane, Number(row.position)]));
    this.remember(positions);
    return this.working.feed.subscribe(positions);
  }

  /** Checkpoints that are stored, now or by another worker. */
  private remember(stored: ReadonlyMap<number, Position>): void {
    this.reached = new Map([...stored].map(([lane, position]) => [lane, { stored: position, position }]));
    this.behindSince = null;
  }

  /** Writes a batch; repeats, and records before the checkpoints, change nothing. Answers whether anything was stored. */
  private async apply(batch: FeedBatch): Promise<boolean> {
    const news = [...batch.watermarks].some(
      ([lane, position]) => position > (this.reached.get(lane)?.position ?? -1) && !this.halted.has(lane),
    );
    const due = this.behindSince !== null && performance.now() >= this.behindSince + NOTHING_TO_WRITE_MS;
    if (batch.records.length === 0 && !news && !due) return false;
    return this.write(batch, due);
  }

  private write(batch: FeedBatch, due: boolean): Promise<boolean> {
    const { around } = this.working;
    if (around === undefined || batch.records.length === 0) return this.settle(batch, due);
    const events = batch.records.map((record) => record.event);
    return around(this.generation.definition.name, events, () => this.settle(batch, due));
  }

  private async settle(batch: FeedBatch, due: boolean): Promise<boolean> {
    try {
      const { events, to } = this.select(batch);
      const ordered = await this.complete(events);
      const alone = ordered.some((event) => needsTables(this.working.decoder.envelope(event)));
      const folded = alone ? null : await foldPlain(ordered, this.handlers, this.working);
      if (folded !== null && !due && saysNothing(folded)) {
        this.advance(to, batch.seen);
        return false;
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
    return true;
  }

  /** Writes a batch in a transaction, with the checkpoints it comes to. */
  private async store(
    batch: FeedBatch,
    write: (tx: Transaction, asRemembered: boolean) => Promise<void>,
  ): Promise<void> {
    const reached = await inTransaction(this.working.pool, async (tx) => {
      const stored = await lockCheckpoints(tx, ...this.key, this.lanes);
      const asRemembered = [...stored].every(([lane, position]) => this.reached.get(lane)?.stored === position);
      // another worker moved them: from where they are now
      if (!asRemembered) this.remember(stored);
      await write(tx, asRemembered);
      const { to } = this.select(batch);
      const moved = new Map([...to].filter(([lane, position]) => position > stored.get(lane)!));
      moveCheckpoints(tx, ...this.key, moved, batch.seen ?? this.seen);
      return new Map([...stored, ...to]);
    });
    this.remember(reached);
    this.seen = null;
  }

  /** Writes what is folded ahead; folds with the tables what is not. */
  private async transact(tx: Transaction, batch: FeedBatch, ahead: Folded | null): Promise<void> {
    this.writer.write(tx, ahead ?? (await this.fold(tx, await this.complete(this.select(batch).events))));
  }

  /** PostgreSQL refused a value of a batch: the event it belongs to is parked alone. */
  private async writeWhatFits(tx: Transaction, batch: FeedBatch): Promise<void> {
    await writeWhatFits(
      tx,
      await this.complete(this.select(batch).events),
      async (events) => this.writer.write(tx, await this.fold(tx, events)),
      (event, error) => this.writer.park(tx, [{ event, error }]),
    );
  }

  private fold(tx: Transaction, events: readonly RecordedEvent[]): Promise<Folded> {
    return fold(events, this.generation, this.handlers, tx, this.working);
  }

  private readonly position = (lane: number): Position | undefined => this.reached.get(lane)?.position;

  /** Nothing of what was read up to here is to be written. */
  private advance(to: ReadonlyMap<number, Position>, seen: FeedBatch['seen']): void {
    for (const [lane, position] of to) this.reached.set(lane, { stored: this.reached.get(lane)!.stored, position });
    this.seen = seen ?? this.seen;
    this.behindSince ??= performance.now();
  }

  /** The records of a batch that are after what the lanes have reached, gaps as they are told; and where the lanes are then. */
  private select(batch: FeedBatch): {
    readonly events: readonly Selected[];
    readonly to: ReadonlyMap<number, Position>;
  } {
    const { position } = this;
    const behind = Math.min(...this.lanes.map((lane) => position(lane) ?? 0));
    const reached = new Map<number, Position>();
    const events: Selected[] = [];
    for (const record of batch.records) {
      if (record.lane === ALL_LANES) {
        if (record.event.position > behind) events.push({ record, gapAfter: null });
        continue;
      }
      const before = reached.get(record.lane) ?? position(record.lane);
      if (before === undefined || record.event.position <= before || this.isHalted(record)) continue;
      events.push({ record, gapAfter: record.previous > before ? before : null });
      reached.set(record.lane, record.event.position);
    }
    const to = new Map<number, Position>();
    for (const lane of this.lanes) {
      const now = position(lane);
      if (now === undefined) continue;
      const mark = batch.watermarks.get(lane) ?? now;
      to.set(lane, Math.max(now, Math.min(mark, this.halted.get(lane)?.position ?? mark)));
    }
    return { events, to };
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
      if (page.scannedTo <= from) return;
      from = page.scannedTo;
    }
  }

  private isHalted(record: FeedRecord): boolean {
    const halted = this.halted.get(record.lane);
    return halted !== undefined && record.event.position > halted.position;
  }

  /** The lane of an unknown event stops before it; the others go on. */
  private async halt(batch: FeedBatch, error: UnknownEvent): Promise<void> {
    const record = batch.records.find((r) => r.event.position === error.position);
    const lanes = record === undefined || record.lane === ALL_LANES ? this.lanes : [record.lane];
    for (const lane of lanes) this.halted.set(lane, { position: error.position - 1, reason: error.message });
    await this.tellHalted(lanes, error.message);
  }

  /** Its lanes go on: what was said of an earlier subscription is over. */
  private async tellGoing(): Promise<void> {
    await this.working.pool.query(
      'delete from read.halt where projection = $1 and generation = $2 and lane = any($3::smallint[])',
      [...this.key, this.lanes],
    );
    this.toldHalted = false;
  }

  /** Says of all its lanes that they do not go on, and why: until there is something to read again. */
  halts(reason: string): Promise<void> {
    return this.tellHalted(this.lanes, reason);
  }

  private async tellHalted(lanes: readonly number[], reason: string): Promise<void> {
    await this.working.pool.query(
      `insert into read.halt (projection, generation, lane, reason) select $1, $2, unnest($3::smallint[]), $4
       on conflict (projection, generation, lane) do update set reason = excluded.reason`,
      [...this.key, lanes, reason],
    );
  }
}

/** A record that is to be folded; `gapAfter`: where its lane has a gap before it that the log must fill. */
interface Selected {
  readonly record: FeedRecord;
  readonly gapAfter: Position | null;
}
