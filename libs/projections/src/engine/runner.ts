import { setTimeout as sleep } from 'node:timers/promises';
import { LogReplaced } from '#kernel';
import { DerivedWorker } from './derived-worker.js';
import { allTables } from './generation-store.js';
import { Growth } from './growth.js';
import { LaneWorker, type LaneWorking } from './lane-worker.js';
import { derives, type Generation } from './tables.js';

/** What a runner tells as it goes. */
export interface RunnerEvents {
  /** A batch is written: `events` facts-lane records, or `positions` derived. */
  readonly moved: (generation: Generation) => void;
  /** Something failed and is tried again after `retryMs`. */
  readonly failed: (generation: Generation, error: unknown, retryMs: number) => void;
}

const FIRST_RETRY = 100;
const LONGEST_RETRY = 10_000;

/** Follows the feed with one generation: the lanes it gets, and what is derived from all lanes, each in a loop of its own. */
export class Runner {
  readonly worker: LaneWorker;
  private readonly derived: DerivedWorker | null;
  private stopping = false;
  private readonly stopped = new AbortController();
  private wake: (() => void) | null = null;
  private loops: Promise<unknown> = Promise.resolve();
  private readonly growth: Growth;

  constructor(
    readonly generation: Generation,
    working: LaneWorking,
    private readonly events: RunnerEvents,
    batchSize?: number,
  ) {
    this.growth = new Growth(working.pool, allTables(generation.definition, generation.number));
    this.worker = new LaneWorker(generation, working, batchSize);
    this.derived = derives(generation.definition) ? new DerivedWorker(generation, working) : null;
  }

  start(): void {
    this.loops = Promise.all([this.follow(), this.derive()]);
  }

  /** Something else moved that the derived lane may wait for. */
  nudge(): void {
    this.wake?.();
  }

  /** Finishes the batch at hand and stops. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.stopped.abort();
    this.nudge();
    await this.worker.reset();
    await this.loops;
    await this.growth.idle();
  }

  private async follow(): Promise<void> {
    let retry = FIRST_RETRY;
    while (!this.stopping) {
      try {
        const events = await this.worker.step(2_000);
        if (events > 0) {
          this.nudge();
          this.events.moved(this.generation);
          this.growth.add(events);
        }
        retry = FIRST_RETRY;
      } catch (error) {
        if (this.stopping) return;
        this.events.failed(this.generation, error, retry);
        // another log stands in its place: what it says does not follow what was read
        if (error instanceof LogReplaced) await this.worker.halts(error.message).catch(() => undefined);
        await this.pause(error instanceof LogReplaced ? LONGEST_RETRY : retry);
        retry = Math.min(retry * 2, LONGEST_RETRY);
        await this.worker.reset();
      }
    }
  }

  private async derive(): Promise<void> {
    if (this.derived === null) return;
    let retry = FIRST_RETRY;
    while (!this.stopping) {
      try {
        const nudged = this.nudged();
        const { moved, more } = await this.derived.step();
        if (moved > 0) {
          this.events.moved(this.generation);
          this.growth.add(moved);
        }
        if (!more) await nudged;
        retry = FIRST_RETRY;
      } catch (error) {
        if (this.stopping) return;
        this.events.failed(this.generation, error, retry);
        await this.pause(retry);
        retry = Math.min(retry * 2, LONGEST_RETRY);
      }
    }
  }

  /** Resolves when nudged from now on, or after a while, in case a notice of another process got lost. */
  private nudged(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timeout);
        if (this.wake === done) this.wake = null;
        resolve();
      };
      const timeout = setTimeout(done, 2_000);
      this.wake = done;
    });
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopped.signal }).catch((error: unknown) => {
      if (!this.stopping) throw error;
    });
  }
}
