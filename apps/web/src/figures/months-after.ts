/** How many months a month (YYYY-MM) comes after another. */
export function monthsAfter(first: string, month: string): number {
  const count = (of: string): number => Number(of.slice(0, 4)) * 12 + Number(of.slice(5, 7));
  return count(month) - count(first);
}

/** So many months after are shown one by one. */
const ONE_BY_ONE = 60;

/** The months after that a matrix has columns for: each of the first five years up to the last, then those somebody came in. */
export function stepsOf(there: readonly number[], last: number): readonly number[] {
  const shown = Math.min(ONE_BY_ONE, Math.max(last, ...there));
  const all = new Set([...Array.from({ length: shown + 1 }, (_, step) => step), ...there]);
  return [...all].sort((a, b) => a - b);
}
