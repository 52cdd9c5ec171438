import type { Expected } from './told.js';

/** How long something lasted, and whether it was over by then: what is not is seen for as long as it lasted. */
export interface Lasted {
  readonly time: number;
  readonly over: boolean;
}

/** What rounding may leave of a product of shares. */
const ROUNDING = 1e-12;

/**
 * The product-limit estimate (Kaplan & Meier 1958): the figure is the first time by which half or more are over, null
 * where more than half last longer.
 */
export function survivalOf(all: readonly Lasted[]): Expected {
  const ordered = [...all].sort((a, b) => a.time - b.time);
  let left = 1;
  let median: number | null = null;
  for (let i = 0; i < ordered.length;) {
    const { time } = ordered[i]!;
    const atRisk = ordered.length - i;
    let over = 0;
    for (; ordered[i]?.time === time; i++) if (ordered[i]!.over) over++;
    left *= 1 - over / atRisk;
    if (median === null && over > 0 && left <= 0.5 + ROUNDING) median = time;
  }
  return { value: median, numerator: all.filter(({ over }) => over).length, denominator: all.length };
}
