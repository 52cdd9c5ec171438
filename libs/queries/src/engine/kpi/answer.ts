import type { KpiKind, KpiUnit, Position } from '#kernel';
import type { Figure } from './figure.js';
import type { KpiRow } from './row.js';
import type { Verdict } from './verdict.js';

/** The answer: the figure, what stands beside it, its rows, and what it was made with. */
export interface KpiAnswer extends Figure {
  readonly kpi: string;
  readonly version: number;
  /** Of the definition: what it says has not changed while this has not. */
  readonly hash: string;
  readonly kind: KpiKind;
  readonly unit: KpiUnit;
  readonly from: string | null;
  readonly to: string | null;
  readonly zone: string;
  readonly asOf: string | null;
  readonly asKnownAt: string | null;
  /** Records that nobody has a date for: in no period. */
  readonly undated: Figure;
  /** Records too young to tell: not counted as failures. */
  readonly immature: Figure;
  readonly rows: readonly KpiRow[];
  /** Where its figure compares a slice and it was asked for: which value is the best, in each bucket and of each other slice. */
  readonly verdicts?: readonly Verdict[];
  /** The period before, where it was asked for; null where an end is open, and where there is none since the year 1. */
  readonly previous?: PreviousFigure | null;
  /** Up to where the read models hold everything, of which log. */
  readonly position: Position;
  readonly log: string;
}

/** The figure of the period before, and by how much this one is more: (this - that) / that. */
export interface PreviousFigure extends Figure {
  readonly from: string;
  readonly to: string;
  readonly growth: number | null;
  readonly rows: readonly KpiRow[];
}

/** What is said of a figure as that of the period before. */
export function previousFigure(before: KpiAnswer, { value }: Figure): PreviousFigure {
  const {
    from,
    to,
    rows,
    value: was,
    numerator,
    denominator,
    n,
    median,
    mean,
    p90,
    currency,
    amounts,
    curve,
    model,
  } = before;
  return {
    from: from!,
    to: to!,
    growth: value === null || was === null || was === 0 ? null : (value - was) / was,
    value: was,
    numerator,
    denominator,
    n,
    ...(median === undefined ? {} : { median, mean: mean ?? null, p90: p90 ?? null }),
    ...(currency === undefined ? {} : { currency }),
    ...(amounts === undefined ? {} : { amounts }),
    ...(curve === undefined ? {} : { curve }),
    ...(model === undefined ? {} : { model }),
    rows,
  };
}
