import type { Figure, KpiLine } from '../api/types.js';

type Unit = KpiLine['unit'];

/** What stands for a figure of nothing. */
export const NOTHING = '–';

const units = { seconds: 'second', hours: 'hour', days: 'day', months: 'month' } as const;

function number(locale: string, value: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 1, ...options }).format(value);
}

/** Money in minor units of its currency; a code nobody knows stands beside the number. */
export function money(locale: string, value: number, currency: string | null | undefined, compact = false): string {
  const notation = compact ? ({ notation: 'compact', maximumFractionDigits: 1 } as const) : {};
  if (currency == null || !/^[A-Z]{3}$/.test(currency))
    return `${number(locale, value / 100, { maximumFractionDigits: 2, ...notation })}${currency == null || currency === '' ? '' : ` ${currency}`}`;
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  const amount = value / 10 ** decimals;
  return compact
    ? new Intl.NumberFormat(locale, { style: 'currency', currency, ...notation }).format(amount)
    : format.format(amount);
}

/** From here on hours are told in days. */
export const MANY_HOURS = 72;

/** A number of a figure's unit: 41.7 %, 22.1 hr, 7.4 days, $1,200.00. */
export function amount(
  locale: string,
  unit: Unit,
  value: number | null | undefined,
  currency?: string | null,
  compact = false,
): string {
  if (value === null || value === undefined) return NOTHING;
  if (unit === 'ratio') return number(locale, value, { style: 'percent' });
  if (unit === 'count')
    return number(locale, value, compact && Math.abs(value) >= 10_000 ? { notation: 'compact' } : {});
  if (unit === 'money') return money(locale, value, currency, compact);
  if (unit === 'hours' && Math.abs(value) > MANY_HOURS) return amount(locale, 'days', value / 24);
  return number(locale, value, { style: 'unit', unit: units[unit], unitDisplay: 'short' });
}

/** The figure in its unit: a line for each currency where it has several. */
export function figureTexts(locale: string, unit: Unit, figure: Figure, compact = false): readonly string[] {
  const { value, currency, amounts } = figure;
  if (amounts === undefined) return [amount(locale, unit, value, currency, compact)];
  return Object.entries(amounts).map(([code, each]) => {
    const text = amount(locale, unit, each, code, compact);
    // Money says which currency it is of; nothing, a share or a span does not.
    return unit === 'money' && text !== NOTHING ? text : `${text} ${code}`;
  });
}

/** By how much it is more than before: +12 %. Of ratios the difference in points says more: +1.2 pp. */
export function change(
  locale: string,
  unit: Unit,
  now: number | null,
  before: number | null,
  growth: number | null,
): { readonly by: number; readonly text: string; readonly points: boolean } | null {
  if (unit === 'ratio') {
    if (now === null || before === null) return null;
    const points = (now - before) * 100;
    return { by: points, text: number(locale, points, { signDisplay: 'exceptZero' }), points: true };
  }
  if (growth === null) return null;
  return {
    by: growth,
    text: number(locale, growth, { style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 0 }),
    points: false,
  };
}
