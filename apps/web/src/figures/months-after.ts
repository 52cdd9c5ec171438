/** How many months a month (YYYY-MM) comes after another. */
export function monthsAfter(first: string, month: string): number {
  const count = (of: string): number => Number(of.slice(0, 4)) * 12 + Number(of.slice(5, 7));
  return count(month) - count(first);
}
