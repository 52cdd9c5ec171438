import type { KpiRow } from '../api/types.js';

type Priced = Pick<KpiRow, 'value' | 'currency' | 'amounts'>;

/** The currencies that a row has amounts of. */
export function currenciesOf({ amounts, currency }: Priced): readonly string[] {
  return amounts === undefined ? (currency == null ? [] : [currency]) : Object.keys(amounts);
}

/** What a row comes to in one of several currencies; null where it has nothing of it. */
export function amountOf({ amounts, currency, value }: Priced, of: string | undefined): number | null {
  if (amounts !== undefined) return amounts[of ?? ''] ?? null;
  return currency == null || currency === of ? value : null;
}
