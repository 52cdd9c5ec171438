import { LogBusy } from '#kernel';

/** Says whether events may come in now: resolves when they may, rejects with LogBusy when they must come later. */
export interface Admission {
  admit(origin: 'live' | 'history', events: number): Promise<void>;
}

/** How history yields to live traffic. */
export interface YieldingOptions {
  /** Events that the slowest reader of the log has still to read. */
  readonly lag: () => number | Promise<number>;
  /** The lag up to which history comes in. */
  readonly most: number;
  /** How long a delivery waits for the readers before it is told to come back, milliseconds. */
  readonly patience?: number;
  readonly every?: number;
}

/**
 * History yields to live traffic: it waits while the readers of the log are behind, and comes back later when that
 * takes too long. Live traffic always comes in.
 */
export class YieldingHistory implements Admission {
  constructor(private readonly options: YieldingOptions) {}

  async admit(origin: 'live' | 'history'): Promise<void> {
    if (origin === 'live') return;
    const { lag, most, patience = 2_000, every = 50 } = this.options;
    for (let waited = 0; ; waited += every) {
      const behind = await lag();
      if (behind <= most) return;
      if (waited >= patience)
        throw new LogBusy(`history waits for live traffic: the read models are ${behind} events behind`, 5);
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  }
}
