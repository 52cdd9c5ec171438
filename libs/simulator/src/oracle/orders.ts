import { ordersAt } from './orders-told.js';
import { closingOf, count, endOf, sums, within, type Expected, type Oracle } from './told.js';

/** "(revenue − cost of products) / revenue, where costs are known" */
export const grossMargin: Oracle = (history, asked): Expected => {
  const known = ordersAt(history, asked.knownUpTo, asked.asOf).filter(
    ({ placed, cancelled, margin }) => within(asked, placed) && !cancelled && margin !== null,
  );
  const revenue = sums(known.map(({ currency, net }) => [currency, net]));
  const left = sums(known.map(({ currency, margin }) => [currency, margin!]));
  const shares = Object.entries(revenue).map(([currency, net]) => [currency, left[currency]! / net] as const);
  return { value: null, amounts: Object.fromEntries(shares), n: known.length };
};

/** "customers of a first-order month who ordered in month n / cohort size": a cell for each month and number of months */
export const cohortRetention: Oracle = (history, asked): Expected => {
  const orders = ordersAt(history, asked.knownUpTo, asked.asOf).filter(({ cancelled }) => !cancelled);
  const monthOf = (at: number): number => new Date(at).getUTCFullYear() * 12 + new Date(at).getUTCMonth();
  const first = new Map<string, number>();
  for (const { unit, placed } of orders) first.set(unit, Math.min(first.get(unit) ?? Infinity, placed.at));
  const sizes = new Map<number, number>();
  for (const at of first.values())
    if (at >= asked.from && at < asked.to) sizes.set(monthOf(at), (sizes.get(monthOf(at)) ?? 0) + 1);
  const there = new Map<string, Set<string>>();
  for (const { unit, placed } of orders) {
    const begun = first.get(unit)!;
    if (begun < asked.from || begun >= asked.to) continue;
    const month = new Date(begun).toISOString().slice(0, 7);
    const cell = `${month}|${monthOf(placed.at) - monthOf(begun)}|${sizes.get(monthOf(begun))!}`;
    there.set(cell, (there.get(cell) ?? new Set()).add(unit));
  }
  const cells = [...there].map(([cell, units]) => [cell, units.size] as const);
  return { value: null, cells: Object.fromEntries(cells.sort(([a], [b]) => (a < b ? -1 : 1))) };
};

/** "for order-only businesses: ordered within N days (default 365)": how many customers at the end of the period */
export const activeBuyers: Oracle = (history, asked) => {
  const end = closingOf(asked);
  const orders = ordersAt(history, asked.knownUpTo, end).filter(({ cancelled }) => !cancelled);
  const lately = orders.filter(({ placed }) => placed.at <= end && placed.at >= endOf(asked) - 365 * 86_400_000);
  return count(new Set(lately.map(({ unit }) => unit)).size);
};
