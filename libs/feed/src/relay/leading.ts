import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from 'kafkajs';
import type { Pool } from 'pg';
import type { EventLog, Position, RecordedEvent } from '#kernel';
import { inTracedBatch, NO_TRACING, type Lease, type LeaseTerms, type Tracing } from '#platform';
import { TailCache } from '../tail-cache.js';
import type { Places } from './places.js';
import type { Publisher } from './publisher.js';
import { moveRelayRow, type RelayRow } from './relay-row.js';
import type { RelayTold } from './relay-told.js';

/** What a leader works with. */
export interface LeadingOptions {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly places: Places;
  readonly publisher: Publisher;
  readonly lease: { readonly terms: LeaseTerms; readonly held: Lease };
  readonly told: RelayTold;
  readonly tracing?: Tracing | undefined;
  /** Tells it to end: the batch at hand is finished. */
  readonly ending: AbortSignal;
  /** Something was acknowledged. */
  progressed(): void;
}

const BATCH_EVENTS = 2_000;
const BATCH_CHARACTERS = 4 * 1024 * 1024;
/** After a batch of less than so many events, which were all there were, the next one is read so long after it began. */
const SMALL_EVENTS = 200;
const GATHER_MS = 75;
/** While the log stands still, all readers hear where: a new one learns at once. */
const IDLE_MS = 1_000;

/** A leader's work from taking the lease to losing it: read, publish, move the checkpoint, read the next meanwhile. */
export class Leading {
  private readonly cache: TailCache;
  private began = -Infinity;
  private heard = performance.now();
  private interrupt: () => void = () => undefined;
  private news = false;

  constructor(private readonly options: LeadingOptions) {
    this.cache = new TailCache(options.log, { events: 3 * BATCH_EVENTS, characters: 4 * BATCH_CHARACTERS });
  }

  /** The row as it is stored. */
  private stored: Pick<RelayRow, 'position' | 'event'> = { position: 0, event: null };

  /** Up to where everything is acknowledged. */
  position: Position = 0;

  /** Since when nothing was acknowledged, in milliseconds. */
  silentMs(): number {
    return performance.now() - this.heard;
  }

  /** Something was appended, or is to end. */
  private wake(): void {
    this.news = true;
    this.cache.stale();
    this.interrupt();
  }

  /** Works until it is told to end. Throws LeaseLost, LogReplaced, and whatever keeps it from publishing. */
  async run(): Promise<void> {
    const { places, lease, log, ending } = this.options;
    this.stored = places.reached();
    this.position = this.stored.position;
    const wake = (): void => this.wake();
    const stopWatching = log.watch(wake);
    ending.addEventListener('abort', wake);
    const keeping = new AbortController();
    let lost: unknown = null;
    const kept = keepHolding(lease.held, lease.terms.renewMs, keeping.signal).catch((error: unknown) => (lost = error));
    try {
      let next = settled(this.read(this.position));
      for (;;) {
        const events = await taken(next);
        if (ending.aborted) return;
        if (lost !== null) throw lost as Error;
        await lease.held.hold();
        const last = events.at(-1);
        if (last === undefined) {
          await this.standStill();
          next = settled(this.read(this.position));
          continue;
        }
        const few = events.length < SMALL_EVENTS && !this.cache.hasMore(last.position);
        const ahead = few ? null : settled(this.read(last.position));
        await inTracedBatch(this.options.tracing ?? NO_TRACING, { name: 'publish', kind: 'producer', events }, () =>
          this.publish(events),
        );
        next = ahead ?? settled(this.gather());
      }
    } finally {
      stopWatching();
      ending.removeEventListener('abort', wake);
      keeping.abort();
      await kept;
    }
  }

  private async read(after: Position): Promise<readonly RecordedEvent[]> {
    this.news = false;
    const events = await this.cache.read(after, BATCH_EVENTS);
    let end = 0;
    for (let characters = 0; end < events.length && characters < BATCH_CHARACTERS; end++)
      characters += events[end]!.text.length;
    return events.slice(0, end);
  }

  /** After a few events it is waited for others: each batch costs every partition, whatever it holds. */
  private async gather(): Promise<readonly RecordedEvent[]> {
    const patience = this.began + GATHER_MS - performance.now();
    if (patience > 0) await sleep(patience, undefined, { signal: this.options.ending }).catch(() => undefined);
    return this.read(this.position);
  }

  private async publish(events: readonly RecordedEvent[]): Promise<void> {
    const { pool, places, lease, told } = this.options;
    const began = (this.began = performance.now());
    await this.acknowledged([...places.place(events), ...places.watermarks('behind', Date.now())]);
    const reached = places.reached();
    await moveRelayRow(pool, lease, this.stored, reached);
    this.stored = reached;
    this.position = reached.position;
    told.published({ events: events.length, seconds: (this.heard - began) / 1_000 });
  }

  /** Nothing to publish: news are waited for, and readers told now and then that there are none. */
  private async standStill(): Promise<void> {
    const { places } = this.options;
    // only before its first word: a leader does not know what the one before it said
    const patience = places.behind > 0 ? 0 : IDLE_MS - this.silentMs();
    if (patience > 0) await this.wait(patience);
    if (!this.news) await this.acknowledged(places.watermarks('all', Date.now()));
    this.cache.stale();
  }

  private async acknowledged(messages: Message[]): Promise<void> {
    await this.options.publisher.publish(messages);
    this.heard = performance.now();
    this.options.progressed();
  }

  private wait(ms: number): Promise<void> {
    if (this.news) return Promise.resolve();
    return new Promise((resolve) => {
      const timeout = setTimeout(resolve, ms);
      this.interrupt = () => {
        clearTimeout(timeout);
        resolve();
      };
    });
  }
}

/** Renews the lease while a broker that answers late is waited for. Rejects with LeaseLost. */
async function keepHolding(lease: Lease, everyMs: number, ended: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(everyMs, undefined, { signal: ended }).catch(() => undefined);
    if (ended.aborted) return;
    await lease.hold();
  }
}

type Settled<T> = Promise<{ readonly value: T } | { readonly error: unknown }>;

/** What is read ahead may fail while something else is waited for: it says so when it is asked. */
function settled<T>(work: Promise<T>): Settled<T> {
  return work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

async function taken<T>(work: Settled<T>): Promise<T> {
  const result = await work;
  if ('error' in result) throw result.error as Error;
  return result.value;
}
