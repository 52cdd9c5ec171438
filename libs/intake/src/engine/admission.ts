import { LogBusy, type Position } from '#kernel';
import { Lane } from './lane.js';

/** Says whether events may come in now: resolves when they may, rejects with LogBusy when they must come later. */
export interface Admission {
  admit(origin: 'live' | 'history', events: number): Promise<void>;
}

/** How far the slowest reader of the log is. */
export interface ReadersProgress {
  readonly read: Position;
  /** Events it has still to read. */
  readonly behind: number;
}

/** How history yields to live traffic. */
export interface YieldingOptions {
  readonly readers: () => ReadersProgress | Promise<ReadersProgress>;
  /** How long a live event may wait for readers that are busy with history, milliseconds. */
  readonly wait?: number;
  /** Events that readers may be behind however slow they are: fewer would not keep them busy. */
  readonly least?: number;
  /** Events that readers may be behind however fast they are, or while nobody reads. */
  readonly most?: number;
  /** How long a delivery waits for the readers before it is told to come back, milliseconds. */
  readonly patience?: number;
  /** How often to look, milliseconds. */
  readonly every?: number;
}

/** Progress over less than this says little of a rate: readers work in batches. Milliseconds. */
const WINDOW = 250;
/** Readers that did not move for this long do not read: nobody waits for them. Milliseconds. */
const STILL = 1_000;

/**
 * History yields to live traffic: only so much of it comes in as the readers of the log work off in a moment, so that a
 * live event never waits long behind it. What finds no room waits its turn, and is told to come back when that takes
 * too long. Live traffic always comes in.
 */
export class YieldingHistory implements Admission {
  private readonly queue = new Lane();
  private looked = { at: -Infinity, read: 0, behind: 0 };
  /** Events let in since the last look. */
  private since = 0;
  private window = { at: -Infinity, read: 0, busy: false };
  private movedAt = -Infinity;
  /** Events a millisecond, while they are busy. */
  private rate = 0;

  constructor(private readonly options: YieldingOptions) {}

  async admit(origin: 'live' | 'history', events: number): Promise<void> {
    if (origin === 'live') return;
    const until = performance.now() + (this.options.patience ?? 2_000);
    await this.queue.run(() => this.room(until));
    this.since += events;
  }

  private async room(until: number): Promise<void> {
    const { every = 25 } = this.options;
    for (;;) {
      if (performance.now() - this.looked.at >= every) await this.look();
      const behind = this.looked.behind + this.since;
      if (behind <= this.allowed()) return;
      if (performance.now() >= until)
        throw new LogBusy(`history waits for live traffic: the read models are ${behind} events behind`, 2);
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  }

  private allowed(): number {
    const { wait = 150, least = 500, most = 20_000 } = this.options;
    if (performance.now() - this.movedAt > STILL) return most;
    return Math.min(most, Math.max(least, this.rate * wait));
  }

  private async look(): Promise<void> {
    const { read, behind } = await this.options.readers();
    const at = performance.now();
    if (read > this.looked.read || behind === 0) this.movedAt = at;
    this.looked = { at, read, behind };
    this.since = 0;
    const passed = at - this.window.at;
    if (passed < WINDOW && behind > 0) return;
    if (this.window.busy && passed >= WINDOW) {
      const rate = (read - this.window.read) / passed;
      this.rate = this.rate === 0 ? rate : (this.rate + rate) / 2;
    }
    this.window = { at, read, busy: behind > 0 };
  }
}
