import type { Pool, PoolClient } from 'pg';
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
import { fold, type Folded, type FoldingWith } from './fold.js';
import { inTransaction, lockCheckpoints, moveCheckpoints } from './generation-store.js';
import { Handlers } from './rows.js';
import type { Generation } from './tables.js';
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

/** Writes facts and sums of some lanes of one generation: one transaction for all its lanes. */
export class LaneWorker {
  private readonly handlers: Handlers;
  private readonly writer: FactsWriter;
  private subscription: Subscription | null = null;
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

  /** Takes one batch and writes it. Returns how many records it held; checkpoints moved when it resolves. */
  async step(waitMs: number): Promise<number> {
    this.subscription ??= await this.subscribe();
    const batch = await this.subscription.next(this.batchSize, waitMs);
    await this.apply(batch);
    return batch.records.length;
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
    return this.working.feed.subscribe(new Map(rows.map((row) => [row.lane, Number(row.position)])));
  }

  private moved = new Map<number, Position>();

  /** Writes a batch; repeats, and records before the checkpoints, change nothing. */
  async apply(batch: FeedBatch): Promise<void> {
    const news = [...batch.watermarks].some(
      ([lane, position]) => position > (this.moved.get(lane) ?? -1) && !this.halted.has(lane),
    );
    if (batch.records.length === 0 && !news) return;
    await this.write(batch, new Map());
    for (const [lane, position] of batch.watermarks) this.moved.set(lane, position);
  }

  private async write(batch: FeedBatch, poisoned: ReadonlyMap<Position, string>): Promise<void> {
    try {
      await inTransaction(this.working.pool, (client) => this.transact(client, batch, poisoned));
    } catch (error) {
      if (error instanceof UnknownEvent) {
        await this.halt(batch, error);
        await this.write(batch, poisoned);
      } else if (isDataError(error)) await this.bisect(batch, poisoned, error as Error);
      else throw error;
    }
  }

  private async transact(client: PoolClient, batch: FeedBatch, poisoned: ReadonlyMap<Position, string>): Promise<void> {
    const checkpoints = await lockCheckpoints(client, ...this.key, this.lanes);
    const behind = Math.min(...checkpoints.values());
    const events = new Map<Position, RecordedEvent>();
    const reached = new Map(checkpoints);
    for (const record of batch.records) {
      if (record.lane === ALL_LANES) {
        if (record.event.position > behind) events.set(record.event.position, record.event);
        continue;
      }
      const before = reached.get(record.lane);
      if (before === undefined || record.event.position <= before || this.isHalted(record)) continue;
      if (record.previous > before) await this.fill(record, before, events);
      events.set(record.event.position, record.event);
      reached.set(record.lane, record.event.position);
    }
    const ordered = [...events.values()].sort((a, b) => a.position - b.position);
    const folded = await fold(
      ordered.filter((event) => !poisoned.has(event.position)),
      this.generation,
      this.handlers,
      client,
      this.working,
    );
    park(folded, ordered, poisoned);
    await this.writer.write(client, folded);
    const to = new Map<number, Position>();
    for (const [lane, position] of batch.watermarks)
      if (checkpoints.has(lane)) to.set(lane, Math.min(position, this.halted.get(lane)?.position ?? position));
    await moveCheckpoints(client, ...this.key, to, batch.seen);
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

function park(folded: Folded, events: readonly RecordedEvent[], poisoned: ReadonlyMap<Position, string>): void {
  for (const event of events) {
    const error = poisoned.get(event.position);
    if (error !== undefined) folded.parked.push({ event, error });
  }
}
