import { passes } from './answers.js';

/** What is tried again, and for how long. */
export interface Patience {
  /** Milliseconds. */
  readonly milliseconds: number;
  readonly onTrouble: (error: Error) => void;
}

/**
 * Tries until it works, or until what goes wrong cannot be mended by waiting, or patience is over: then rejects with the
 * last error. `work` hears how many milliseconds are left.
 */
export async function retrying<T>(patience: Patience, work: (left: number) => Promise<T>): Promise<T> {
  const until = performance.now() + patience.milliseconds;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work(Math.max(until - performance.now(), 1));
    } catch (error) {
      const pause = Math.min(25 * 2 ** attempt, 500);
      if (!passes(error) || performance.now() + pause >= until) throw error;
      patience.onTrouble(error as Error);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** The same patience, over at a time by `performance.now()`. */
export function endingAt(patience: Patience, until: number): Patience {
  return { ...patience, milliseconds: Math.max(until - performance.now(), 1) };
}
