import { setTimeout as sleep } from 'node:timers/promises';
import { LogReplaced } from '#kernel';
import { DerivedWorker, type HeldBack } from './derived-worker.js';
import { allTables } from './generation-store.js';
import { Growth } from './growth.js';
import type { Follower } from './follower.js';
import { LaneWorker, type LaneWorking } from './lane-worker.js';
import { derives, IDENTITY, type Generation } from './tables.js';

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
  private readonly follower: Follower | null;
  private stopping = false;
  private readonly stopped = new AbortController();
  /** What moved since the derived lane last looked. */
  private readonly moved = new Set<HeldBack>();
  private wake: (() => void) | null = null;
  private heldBack: HeldBack | null = null;
  private loops: Promise<unknown> = Promise.resolve();
  private readonly growth: Growth;

  constructor(
    readonly generation: Generation,
    private readonly working: LaneWorking,
    private readonly events: RunnerEvents,
    batchSize?: number,
  ) {
    this.growth = new Growth(working.pool, allTables(generation.definition, generation.number));
    this.derived = derives(generation.definition) ? new DerivedWorker(generation, working) : null;
    // of the identity map, most facts are to be derived from
    this.follower =
      this.derived === null || generation.definition.name === IDENTITY
        ? null
        : { generation, look: () => this.nudge('facts'), moved: () => this.unlocked() };
    this.worker = new LaneWorker(generation, working, this.follower, batchSize);
  }

  start(): void {
    if (this.follower !== null) this.working.idle.know(this.follower);
    this.loops = Promise.all([this.follow(), this.derive()]);
  }

  /** Something moved that the derived lane may wait for. */
  nudge(moved: HeldBack): void {
    this.moved.add(moved);
    this.wake?.();
  }

  /** What is derived was moved beside it: who sleeps because of its facts or the map has nothing to look at. */
  private unlocked(): void {
    if (this.wake === null || this.heldBack === 'other') this.nudge('facts');
  }

  /** Finishes the batch at hand and stops. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.stopped.abort();
    this.wake?.();
    await this.worker.reset();
    await this.loops;
    await this.working.idle.forget(this.generation);
    await this.growth.idle();
  }

  private async follow(): Promise<void> {
    let retry = FIRST_RETRY;
    while (!this.stopping) {
      try {
        const { moved, records } = await this.worker.step(2_000);
        if (moved !== 'not') this.events.moved(this.generation);
        // idle facts take what follows them along
        if (moved === 'facts' || (moved === 'idle' && this.follower === null)) this.nudge('facts');
        if (moved === 'facts') this.growth.add(records);
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
        this.moved.clear();
        const { moved, more, heldBack } = await this.derived.step();
        if (moved > 0) {
          this.events.moved(this.generation);
          this.growth.add(moved);
        }
        if (!more) await this.until(heldBack);
        retry = FIRST_RETRY;
      } catch (error) {
        if (this.stopping) return;
        this.events.failed(this.generation, error, retry);
        await this.pause(retry);
        retry = Math.min(retry * 2, LONGEST_RETRY);
      }
    }
  }

  /**
   * Resolves when what holds the derived lane back has moved since it last looked, or after a while, in case a notice of
   * another process got lost. What else moves would only be looked at in vain.
   */
  private until(heldBack: HeldBack): Promise<void> {
    const over = (): boolean =>
      this.stopping || (heldBack === 'other' ? this.moved.size > 0 : this.moved.has(heldBack));
    if (over()) return Promise.resolve();
    this.heldBack = heldBack;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timeout);
        this.wake = null;
        resolve();
      };
      const timeout = setTimeout(done, 2_000);
      this.wake = () => (over() ? done() : undefined);
    });
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopped.signal }).catch((error: unknown) => {
      if (!this.stopping) throw error;
    });
  }
}
