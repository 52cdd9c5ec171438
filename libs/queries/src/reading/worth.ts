import { whole } from './moments.js';

/** What some deals are worth together, in one currency: deals of which nobody knows the amount have none. */
export interface Worth {
  readonly currency: string | null;
  readonly deals: number;
  readonly amount: number;
}

/** As `Worth`, with the amounts times how likely each deal is won, in whole minor units. */
export interface WeightedWorth extends Worth {
  readonly weighted: number;
}

/** Deals of one currency and one probability, as they are counted. */
export interface Counted {
  readonly currency: string | null;
  readonly deals: string;
  readonly amount: string | null;
  /** Percent; null where no pipeline knows the stage: such deals weigh nothing. */
  readonly probability: number | null;
}

/** Adds up what was counted, a line per currency in the order of their codes, those without an amount last. */
export function weigh(counted: readonly Counted[]): readonly WeightedWorth[] {
  const lines = new Map<string | null, { deals: number; amount: number; hundredfold: number }>();
  for (const { currency, deals, amount, probability } of counted) {
    const line = lines.get(currency) ?? { deals: 0, amount: 0, hundredfold: 0 };
    line.deals += whole(deals);
    line.amount += whole(amount);
    line.hundredfold += whole(amount) * (probability ?? 0);
    lines.set(currency, line);
  }
  return [...lines]
    .sort(([a], [b]) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
    .map(([currency, { deals, amount, hundredfold }]) => ({
      currency,
      deals,
      amount,
      weighted: Math.round(hundredfold / 100),
    }));
}
