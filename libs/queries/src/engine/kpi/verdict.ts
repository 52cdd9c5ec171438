import type { KpiDefinition, KpiReading } from '#kernel';
import { differenceOfShares, holm, wilson } from '#numerics';
import type { KpiRow } from './row.js';

/** Two values of a slice against each other. */
export interface Comparison {
  readonly of: string;
  readonly against: string;
  /** How likely their shares differ so much by chance, by itself, and adjusted for all that are compared (Holm). */
  readonly p: number;
  readonly adjusted: number;
}

/** Which value of a slice is the best. */
export interface Verdict {
  /** The other slices asked for, and the part of the period. */
  readonly slice: Readonly<Record<string, string | null>>;
  readonly bucket: string | null;
  /** Whether every value has as many records as were asked for. */
  readonly enough: boolean;
  /** The value with a share above each other one's, significant at 5 %; null where there is none, or not enough. */
  readonly winner: string | null;
  readonly comparisons: readonly Comparison[];
}

const SIGNIFICANT = 0.05;

/** Rows with their intervals (Wilson, 95 %), and the verdicts about them; rows as they are where nothing is compared. */
export function comparedRows(
  { compares }: KpiDefinition,
  parameter: KpiReading['parameter'],
  by: readonly string[],
  rows: readonly KpiRow[],
): { readonly rows: readonly KpiRow[]; readonly verdicts?: readonly Verdict[] } {
  if (compares === undefined || !by.includes(compares.slice)) return { rows };
  const groups = new Map<
    string,
    { readonly slice: KpiRow['slice']; readonly bucket: KpiRow['bucket']; rows: KpiRow[] }
  >();
  for (const row of rows) {
    const { [compares.slice]: _compared, ...slice } = row.slice;
    const key = JSON.stringify([slice, row.bucket]);
    const group = groups.get(key) ?? { slice, bucket: row.bucket, rows: [] };
    groups.set(key, { ...group, rows: [...group.rows, row] });
  }
  const sample = Number(parameter(compares.sample));
  return {
    rows: rows.map((row) => ({ ...row, interval: wilson(row.numerator ?? 0, row.denominator ?? 0) })),
    verdicts: [...groups.values()].map(({ rows: among, ...of }) => ({
      ...of,
      ...judged(among, compares.slice, sample),
    })),
  };
}

function judged(
  rows: readonly KpiRow[],
  slice: string,
  sample: number,
): Pick<Verdict, 'enough' | 'winner' | 'comparisons'> {
  const values = rows
    .flatMap(({ slice: { [slice]: value }, numerator, denominator }) =>
      value === null || value === undefined
        ? []
        : [{ value, share: { successes: numerator ?? 0, trials: denominator ?? 0 } }],
    )
    .sort((a, b) => rate(b.share) - rate(a.share));
  const pairs = values.flatMap((of, i) => values.slice(i + 1).map((against) => ({ of, against })));
  const ps = pairs.map(({ of, against }) => differenceOfShares(of.share, against.share));
  const adjusted = holm(ps);
  const enough = values.length > 0 && values.every(({ share }) => share.trials >= sample);
  // pairs begin with those of the highest share
  const best = adjusted.slice(0, Math.max(0, values.length - 1));
  const wins = enough && best.length > 0 && best.every((p) => p < SIGNIFICANT);
  return {
    enough,
    winner: wins ? values[0]!.value : null,
    comparisons: pairs.map(({ of, against }, i) => ({
      of: of.value,
      against: against.value,
      p: ps[i]!,
      adjusted: adjusted[i]!,
    })),
  };
}

function rate({ successes, trials }: { readonly successes: number; readonly trials: number }): number {
  return trials === 0 ? 0 : successes / trials;
}
