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
import { FactsWriter } from './write.js';

/** What a lane worker works with. */
export interface LaneWorking extends FoldingWith {
  readonly pool: Pool;
  readonly feed: Feed;
  /** The lane of an event read from the log. */
  readonly laneOf: (event: RecordedEvent) => number;
}

/** Whether PostgreSQL refused the data itself: the same rows will always be refused. */
export function isDataError(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^(22|23)/.test(code);
}

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
    await this.working.pool.query(
      'delete from read.halt where projection = $1 and generation = $2 and lane = any($3::smallint[])',
      [...this.key, this.lanes],
    );
    this.halted.clear();
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
    return this.write(batch, new Map(), due);
  }

  private async write(batch: FeedBatch, poisoned: ReadonlyMap<Position, string>, due = true): Promise<boolean> {
    try {
      const { events, to } = this.select(batch, this.position);
      const ordered = await this.complete(events);
      const alone = ordered.some((event) => needsTables(this.working.decoder.envelope(event)));
      const folded = alone ? null : await this.fold(ordered, poisoned, null);
      if (folded !== null && !due && saysNothing(folded)) {
        this.advance(to, batch.seen);
        return false;
      }
      this.remember(await inTransaction(this.working.pool, (tx) => this.transact(tx, batch, poisoned, folded, to)));
      this.seen = null;
      return true;
    } catch (error) {
      if (error instanceof UnknownEvent) {
        await this.halt(batch, error);
        return this.write(batch, poisoned);
      }
      if (!isDataError(error)) throw error;
      await this.bisect(batch, poisoned, error as Error);
      return true;
    }
  }

  private readonly position = (lane: number): Position | undefined => this.reached.get(lane)?.position;

  /** Nothing of what was read up to here is to be written. */
  private advance(to: ReadonlyMap<number, Position>, seen: FeedBatch['seen']): void {
    for (const [lane, position] of to) this.reached.set(lane, { stored: this.reached.get(lane)!.stored, position });
    this.seen = seen ?? this.seen;
    this.behindSince ??= performance.now();
  }

  /**
   * What is folded already is written where the checkpoints still are what this worker remembers; else another one
   * moved them, and the batch is folded again from where they are. Returns the checkpoints.
   */
  private async transact(
    tx: Transaction,
    batch: FeedBatch,
    poisoned: ReadonlyMap<Position, string>,
    ahead: Folded | null,
    toAhead: ReadonlyMap<number, Position>,
  ): Promise<Map<number, Position>> {
    const stored = await lockCheckpoints(tx, ...this.key, this.lanes);
    const asRemembered = [...stored].every(([lane, position]) => this.reached.get(lane)?.stored === position);
    if (!asRemembered) this.remember(stored);
    let folded = asRemembered ? ahead : null;
    let to = toAhead;
    if (folded === null) {
      const selected = this.select(batch, this.position);
      folded = await this.fold(await this.complete(selected.events), poisoned, tx);
      to = selected.to;
    }
    this.writer.write(tx, folded);
    const seen = batch.seen ?? this.seen;
    moveCheckpoints(tx, ...this.key, new Map([...to].filter(([lane, position]) => position > stored.get(lane)!)), seen);
    return new Map([...stored, ...to]);
  }

  private async fold(
    ordered: readonly RecordedEvent[],
    poisoned: ReadonlyMap<Position, string>,
    tx: Transaction | null,
  ): Promise<Folded> {
    const sound = ordered.filter((event) => !poisoned.has(event.position));
    const folded = await (tx === null
      ? foldPlain(sound, this.handlers, this.working)
      : fold(sound, this.generation, this.handlers, tx, this.working));
    park(folded, ordered, poisoned);
    return folded;
  }

  /** The records of a batch that are after what the lanes have reached, gaps as they are told; and where the lanes are then. */
  private select(
    batch: FeedBatch,
    position: (lane: number) => Position | undefined,
  ): { readonly events: readonly Selected[]; readonly to: ReadonlyMap<number, Position> } {
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
    for (const lane of lanes) {
      this.halted.set(lane, { position: error.position - 1, reason: error.message });
      await this.working.pool.query(
        `insert into read.halt (projection, generation, lane, reason) values ($1, $2, $3, $4)
         on conflict (projection, generation, lane) do update set reason = excluded.reason`,
        [...this.key, lane, error.message],
      );
    }
  }

  /** Finds the event whose data PostgreSQL refuses, and parks it alone. */
  private async bisect(batch: FeedBatch, poisoned: ReadonlyMap<Position, string>, error: Error): Promise<void> {
    const ordered = [...batch.records].sort((a, b) => a.event.position - b.event.position);
    const open = ordered.filter((record) => !poisoned.has(record.event.position));
    if (open.length === 0) throw error;
    if (open.length === 1) {
      await this.write(batch, new Map([...poisoned, [open[0]!.event.position, `${error.name}: ${error.message}`]]));
      return;
    }
    const middle = open[Math.floor(open.length / 2) - 1]!.event.position;
    const cut = new Map([...batch.watermarks].map(([lane, position]) => [lane, Math.min(position, middle)]));
    const last = ordered.findLast((record) => record.event.position <= middle)!;
    const seen = { position: last.event.position, event: last.event.id };
    await this.write(
      { records: ordered.filter((record) => record.event.position <= middle), watermarks: cut, seen },
      poisoned,
    );
    await this.write({ ...batch, records: ordered.filter((record) => record.event.position > middle) }, poisoned);
  }
}

/** A record that is to be folded; `gapAfter`: where its lane has a gap before it that the log must fill. */
interface Selected {
  readonly record: FeedRecord;
  readonly gapAfter: Position | null;
}

function park(folded: Folded, events: readonly RecordedEvent[], poisoned: ReadonlyMap<Position, string>): void {
  for (const event of events) {
    const error = poisoned.get(event.position);
    if (error !== undefined) folded.parked.push({ event, error });
  }
}
