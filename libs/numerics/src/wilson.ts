import { Z_95 } from './survival.js';

/** The score interval of a share (Wilson, J. Am. Stat. Assoc. 22, 1927), 95 % unless another quantile is given; null of nothing. */
export function wilson(
  successes: number,
  trials: number,
  z = Z_95,
): { readonly lower: number; readonly upper: number } | null {
  if (trials === 0) return null;
  const share = successes / trials;
  const centre = share + (z * z) / (2 * trials);
  const spread = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * trials)) / trials);
  const over = 1 + (z * z) / trials;
  // what rounding leaves below 0 or above 1 is 0 or 1
  return { lower: Math.max(0, (centre - spread) / over), upper: Math.min(1, (centre + spread) / over) };
}
