import type { Fact } from '#kernel';

/** Facts as time went: undated first, then by when they happened; ties by position. */
export function inTimeOrder(believed: readonly Fact[]): Fact[] {
  return [...believed].sort(
    (a, b) =>
      (a.occurred_at ?? Number.NEGATIVE_INFINITY) - (b.occurred_at ?? Number.NEGATIVE_INFINITY) ||
      a.position - b.position ||
      a.n - b.n,
  );
}
