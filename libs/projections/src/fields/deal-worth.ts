import type { Json } from '#kernel';
import { inMinorUnits, type Money } from '#journey';

interface Line {
  readonly product: string;
  readonly quantity?: number;
  readonly amount?: Money;
  readonly cost?: Money;
}

/** Money as two columns; nothing where nobody said any. */
export function worth(money: Money | undefined) {
  return money === undefined ? {} : { amount: inMinorUnits(money), currency: money.currency };
}

/** The sum of amounts; null where one is missing, or they are of several currencies. */
function together(
  amounts: readonly (Money | undefined)[],
): { readonly amount: number; readonly currency: string } | null {
  const [first] = amounts;
  if (first === undefined) return null;
  let amount = 0;
  for (const one of amounts) {
    if (one === undefined || one.currency !== first.currency) return null;
    amount += inMinorUnits(one);
  }
  return { amount, currency: first.currency };
}

/** Lines as rows: what each is for, in minor units. */
export function lineRows(lines: readonly Line[]) {
  return lines.map(({ product, quantity = 1, amount, cost }) => ({
    product,
    quantity,
    amount: amount === undefined ? null : inMinorUnits(amount),
    currency: amount?.currency ?? null,
    cost: cost === undefined ? null : inMinorUnits(cost),
    cost_currency: cost?.currency ?? null,
  }));
}

/** Lines as they are kept: what each is for, in minor units, and what they are together. */
export function linesOf(lines: readonly Line[]) {
  const amount = together(lines.map((line) => line.amount));
  const cost = together(lines.map((line) => line.cost));
  const products = new Set(lines.map((line) => line.product));
  return {
    product: products.size === 1 ? lines[0]!.product : null,
    lines: lines.map(({ product, quantity = 1, amount: worthOf, cost: costs }) => ({
      product,
      quantity,
      amount: worthOf === undefined ? null : inMinorUnits(worthOf),
      currency: worthOf?.currency ?? null,
      cost: costs === undefined ? null : inMinorUnits(costs),
      costCurrency: costs?.currency ?? null,
    })) as unknown as Json,
    amount: amount?.amount ?? null,
    currency: amount?.currency ?? null,
    cost: cost?.amount ?? null,
    cost_currency: cost?.currency ?? null,
  };
}
