import { LogBusy } from '#kernel';
import { Lane } from './lane.js';

/** Says whether events may come in now. */
export interface Admission {
  /**
   * Resolves when they may; rejects with LogBusy when they must come later. The function it resolves with is to be
   * called once they are appended, or never will be.
   */
  admit(origin: 'live' | 'history', events: number): Promise<() => void>;
}

/** How far the slowest reader of the log is. */
export interface ReadersProgress {
  /** Events it has read. */
  readonly read: number;
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
/** Nor does progress over more: nobody looked, and the readers may have had nothing to do. Milliseconds. */
const LONGEST_WINDOW = 2_000;
/** Readers that did not move for this long, much longer than a batch takes, do not read: nobody waits for them. Milliseconds. */
const STILL = 20_000;

const ADMITTED = (): void => undefined;

/**
 * History yields to live traffic: only so much of it comes in as the readers of the log work off in a moment, so that a
 * live event never waits long behind it. What finds no room waits its turn, and is told to come back when that takes
 * too long. Live traffic always comes in.
 */
export class YieldingHistory implements Admission {
  private readonly queue = new Lane();
  private looked = { at: -Infinity, read: -1, behind: 0 };
  /** Events that were let in and are not appended yet. */
  private underway = 0;
  /** Events that were appended since the last look. */
  private since = 0;
  private window = { at: -Infinity, read: 0, busy: false };
  private movedAt = -Infinity;
  /** Events a millisecond, while they are busy. */
  private rate = 0;

  constructor(private readonly options: YieldingOptions) {}

  async admit(origin: 'live' | 'history', events: number): Promise<() => void> {
    if (origin === 'live') return ADMITTED;
    const until = performance.now() + (this.options.patience ?? 2_000);
    await this.queue.run(() => this.room(events, until));
    let appended = false;
    return () => {
      if (appended) return;
      appended = true;
      this.underway -= events;
      this.since += events;
    };
  }

  private async room(events: number, until: number): Promise<void> {
    const { every = 25 } = this.options;
    for (;;) {
      if (performance.now() - this.looked.at >= every) await this.look();
      const behind = this.looked.behind + this.underway + this.since;
      const allowed = this.allowed();
      // what is larger than the room comes in once half of it is free
      if (behind + Math.min(events, allowed / 2) <= allowed) {
        this.underway += events;
        return;
      }
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
    const appended = this.since;
    const { read, behind } = await this.options.readers();
    const at = performance.now();
    if (read > this.looked.read || behind === 0) this.movedAt = at;
    this.looked = { at, read, behind };
    // those appended while the answer was on its way may not be in it
    this.since -= appended;
    const passed = at - this.window.at;
    if (passed < WINDOW && behind > 0) return;
    if (this.window.busy && passed >= WINDOW && passed < LONGEST_WINDOW) {
      const rate = (read - this.window.read) / passed;
      this.rate = this.rate === 0 ? rate : (this.rate + rate) / 2;
    }
    this.window = { at, read, busy: behind > 0 };
  }
}
