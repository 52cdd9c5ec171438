import { survival, type SurvivalCurve } from '#numerics';
import type { KpiDefinition, KpiUnit } from '#kernel';
import { predicted, type Horizon, type KnownHistory, type Model } from './prediction.js';

/** A figure with what it is made of. A figure of nothing is null. */
export interface Figure {
  readonly value: number | null;
  /** Ratios and matrices: records (or their sum) above; counts: the count; sums: the sum; quantiles and predictions: the sum of values; curves: events. */
  readonly numerator: number | null;
  /** Ratios and matrices: records (or their sum) below; quantiles, curves and predictions: records; null otherwise. */
  readonly denominator: number | null;
  /** Of a prediction: what was fitted to how many histories. Its value is null where the fit is not to be trusted. */
  readonly model?: Model;
  /** Records counted: those of the denominator, where there is one. */
  readonly n: number;
  /** Quantiles tell all three, whichever is the value. */
  readonly median?: number | null;
  readonly mean?: number | null;
  readonly p90?: number | null;
  /** Money of one currency; null where its records have several: `amounts` has the figure in each. */
  readonly currency?: string | null;
  readonly amounts?: Readonly<Record<string, number | null>>;
  /** The curve of a survival: its value is the median, null where more than half survive. */
  readonly curve?: SurvivalCurve;
}

/** What was counted of a group of records, as SQL answers it. */
export interface Counted {
  readonly currency: string | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly n: number;
  readonly median: number | null;
  readonly mean: number | null;
  readonly p90: number | null;
  /** Durations of a curve, those that ended and those seen so far only: doubles one after the other, in any order; null for none. */
  readonly ended?: Buffer | null;
  readonly running?: Buffer | null;
  /** Histories of a prediction: how many of the records counted have it, how many of all, what it is. */
  readonly histories?: readonly KnownHistory[] | null;
}

const NOTHING: Counted = {
  currency: null,
  numerator: 0,
  denominator: 0,
  n: 0,
  median: null,
  mean: null,
  p90: null,
};

/** A curve of more steps is told by about so many: nobody sees a thousandth. */
const MOST_STEPS = 1_000;
/** Times people ask a curve about, in each unit of time: its share is exact there. */
const MARKS: Readonly<Partial<Record<KpiUnit, readonly number[]>>> = {
  seconds: [1, 10, 60, 3_600],
  hours: [1 / 12, 1, 4, 8, 24, 48, 72, 168],
  days: [1, 7, 14, 30, 60, 90, 180, 365, 730],
  months: [1, 3, 6, 12, 24, 36, 60],
};

/** What of a question decides how its figure is told: in what unit; of a prediction, how far ahead. */
export interface Telling {
  readonly unit: KpiUnit;
  readonly horizon?: Horizon;
}

/** The figure of a group of records: a row for each currency it has, none for nothing. What has no amount is of no currency, and left out. */
export function figureOf(kpi: KpiDefinition, rows: readonly Counted[], telling: Telling): Figure {
  const single = (row: Counted): Figure => singleOf(kpi, row, telling);
  if (kpi.unit !== 'money' && kpi.amounts !== true) return single(rows[0] ?? NOTHING);
  const amounts = rows.filter(({ n }) => n > 0);
  const [row = NOTHING, ...more] = amounts;
  if (more.length === 0) return { ...single(row), currency: row.currency };
  const n = amounts.reduce((sum, each) => sum + each.n, 0);
  return {
    value: null,
    numerator: null,
    denominator: kpi.kind === 'quantile' || kpi.kind === 'prediction' ? n : null,
    n,
    currency: null,
    amounts: Object.fromEntries(amounts.map((each) => [each.currency ?? '', single(each).value])),
  };
}

function singleOf(kpi: KpiDefinition, row: Counted, { unit, horizon }: Telling): Figure {
  const { numerator, denominator, n } = row;
  const { kind } = kpi;
  if (kind === 'ratio' || kind === 'matrix')
    return { value: ratio(numerator, denominator), numerator: numerator ?? 0, denominator: denominator ?? 0, n };
  if (kind === 'count' || kind === 'sum')
    return { value: numerator ?? 0, numerator: numerator ?? 0, denominator: null, n };
  if (kind === 'quantile') {
    const { median, mean, p90 } = row;
    const value = kpi.centre === 'mean' ? mean : median;
    return { value, numerator: numerator ?? 0, denominator: n, n, median, mean, p90 };
  }
  if (kind === 'prediction') {
    const { sum, mean, model } = predicted(kpi.predicts!, row.histories ?? [], horizon!);
    return { value: mean, numerator: sum, denominator: n, n, model };
  }
  const durations = { ended: doubles(row.ended), running: doubles(row.running) };
  const curve = survival(durations, { most: MOST_STEPS, marks: MARKS[unit] ?? [] });
  return { value: curve.median, numerator: numerator ?? 0, denominator: n, n, curve };
}

/** What PostgreSQL's `float8send` makes of numbers, one after the other. */
function doubles(sent: Buffer | null | undefined): Float64Array {
  const numbers = new Float64Array((sent?.length ?? 0) / 8);
  for (let i = 0; i < numbers.length; i++) numbers[i] = sent!.readDoubleBE(i * 8);
  return numbers;
}

function ratio(numerator: number | null, denominator: number | null): number | null {
  return denominator === null || denominator === 0 ? null : (numerator ?? 0) / denominator;
}
