import type { Fact } from '#kernel';

type Placed = Pick<Fact, 'occurred_at' | 'position' | 'n'>;

/** The order of facts as time went: undated first, then by when they happened; ties by position. */
export function asTimeWent(a: Placed, b: Placed): number {
  return (
    (a.occurred_at ?? Number.NEGATIVE_INFINITY) - (b.occurred_at ?? Number.NEGATIVE_INFINITY) ||
    a.position - b.position ||
    a.n - b.n
  );
}

/** Facts as time went. */
export function inTimeOrder(believed: readonly Fact[]): Fact[] {
  return [...believed].sort(asTimeWent);
}
