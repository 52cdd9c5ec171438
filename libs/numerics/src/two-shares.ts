import { errorFunction } from 'simple-statistics';

/** Successes among trials. */
export interface Share {
  readonly successes: number;
  readonly trials: number;
}

/**
 * How likely two shares differ at least so much by chance alone: the two-sided p of the z-test with the pooled share
 * (Fleiss, Statistical Methods for Rates and Proportions, 3rd ed. 2003, 3.1, without correction for continuity), to about six
 * decimals. 1 where there is nothing to tell them apart.
 */
export function differenceOfShares(a: Share, b: Share): number {
  if (a.trials === 0 || b.trials === 0) return 1;
  const pooled = (a.successes + b.successes) / (a.trials + b.trials);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.trials + 1 / b.trials));
  if (error === 0) return 1;
  const z = Math.abs(a.successes / a.trials - b.successes / b.trials) / error;
  return Math.max(0, Math.min(1, 1 - errorFunction(z / Math.SQRT2)));
}

/**
 * Adjusts the p of several comparisons for their number, in their order (Holm, Scand. J. Stat. 6, 1979): of m the smallest is
 * multiplied by m, the next by m - 1, and so on; none is less than one before it, none above 1.
 */
export function holm(ps: readonly number[]): readonly number[] {
  const adjusted = ps.map(() => 1);
  let least = 0;
  [...ps.keys()]
    .sort((a, b) => ps[a]! - ps[b]!)
    .forEach((of, rank) => {
      least = Math.max(least, Math.min(1, ps[of]! * (ps.length - rank)));
      adjusted[of] = least;
    });
  return adjusted;
}
