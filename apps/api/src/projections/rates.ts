import type { Position } from '#kernel';

interface Sample {
  readonly at: number;
  readonly position: Position;
  readonly rate: number;
}

const SHORTEST_MS = 1_000;

/** How fast read models move, from one look to the next. */
export class Rates {
  private readonly samples = new Map<string, Sample>();

  constructor(private readonly clock: () => number = Date.now) {}

  /** Positions a second since the last look that is at least a second ago; 0 at the first. */
  of(name: string, position: Position): number {
    const at = this.clock();
    const before = this.samples.get(name);
    if (before !== undefined && at - before.at < SHORTEST_MS) return before.rate;
    const rate = before === undefined ? 0 : Math.max(0, ((position - before.position) * 1_000) / (at - before.at));
    this.samples.set(name, { at, position, rate });
    return rate;
  }
}
