import { gammaln } from 'simple-statistics';

export { gammaln };

/** ln B(a, b). */
export function betaln(a: number, b: number): number {
  return gammaln(a) + gammaln(b) - gammaln(a + b);
}

/**
 * Gauss's hypergeometric function 2F1(a, b; c; z) for 0 <= z < 1, by its series (Abramowitz & Stegun 15.1.1): summed
 * until a term changes nothing. NaN where it does not come to an end.
 */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let j = 0; j < 100_000; j++) {
    term *= (((a + j) * (b + j)) / ((c + j) * (j + 1))) * z;
    const next = sum + term;
    if (next === sum) return sum;
    sum = next;
  }
  return Number.NaN;
}

/** ln(e^a + e^b) without leaving the range of numbers. */
export function logAdd(a: number, b: number): number {
  const high = a < b ? b : a;
  const low = a < b ? a : b;
  return low === -Infinity ? high : high + Math.log1p(Math.exp(low - high));
}
