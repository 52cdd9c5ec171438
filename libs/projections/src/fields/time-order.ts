import { asTimeWent, type Fact } from '#kernel';

/** Facts as time went: undated first, then by when they happened; ties by position. */
export function inTimeOrder(believed: readonly Fact[]): Fact[] {
  return [...believed].sort(asTimeWent);
}
