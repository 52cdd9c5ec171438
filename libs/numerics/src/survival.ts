/** How long subjects were seen, in whatever unit, in any order, numbers and not negative: those that ended then, and those that had not. */
export interface Durations {
  readonly ended: ArrayLike<number>;
  readonly running: ArrayLike<number>;
}

/** Which points a curve of very many is told by. */
export interface Thinning {
  /** About so many: where there are more times, a point is kept once a share of 1 in `most` ended since the one before. */
  readonly most: number;
  /** Times at which the share is told exactly, whatever is left out. */
  readonly marks: readonly number[];
}

/** A step of a survival curve: from its time on, the share that survives, with its 95 % interval. */
export interface SurvivalPoint {
  readonly time: number;
  readonly survival: number;
  /** Greenwood's standard error of the share. */
  readonly error: number;
  readonly lower: number;
  readonly upper: number;
  /** Subjects seen up to this time. */
  readonly atRisk: number;
  /** How many ended then; of a thinned curve, since the point before. */
  readonly events: number;
}

export interface SurvivalCurve {
  /** A point for each time at which somebody ended; of a thinned curve, of some of them. */
  readonly points: readonly SurvivalPoint[];
  /** The first time at which no more than half survive; null where more do to the end. */
  readonly median: number | null;
  readonly subjects: number;
  readonly events: number;
}

/** The 97.5th percentile of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

/** Shares that differ by rounding alone are one: the product of exact fractions is rarely exact. */
const EPSILON = 1e-12;

/**
 * The Kaplan-Meier estimate (J. Am. Stat. Assoc. 53, 1958): the product over times of (1 - events / at risk). Who is seen
 * last at the time of an event was at risk of it. The 95 % interval has Greenwood's variance on the log(-log) scale
 * (Kalbfleisch & Prentice 1980), which stays between 0 and 1; at a share of 0 both ends are 0. Every point told is exact,
 * and so is the median, however many points are left out.
 */
export function survival({ ended, running }: Durations, thinning?: Thinning): SurvivalCurve {
  const ends = Float64Array.from(ended).sort();
  const censored = Float64Array.from(running).sort();
  const isKept = keeping(ends, thinning);
  const points: SurvivalPoint[] = [];
  let left = 0;
  let share = 1;
  let greenwood = 0;
  let median: number | null = null;
  let since = 0;
  for (let i = 0; i < ends.length;) {
    const time = ends[i]!;
    const first = i;
    do i++;
    while (ends[i] === time);
    while (censored[left]! < time) left++;
    const atRisk = ends.length - first + (censored.length - left);
    const events = i - first;
    share = events === atRisk ? 0 : share * (1 - events / atRisk);
    greenwood += events / (atRisk * (atRisk - events));
    const isMedian = median === null && share <= 0.5 + EPSILON;
    if (isMedian) median = time;
    since += events;
    if (!isMedian && !isKept(share, time, ends[i])) continue;
    const error = share === 0 ? 0 : share * Math.sqrt(greenwood);
    points.push({ time, survival: share, error, ...interval(share, greenwood), atRisk, events: since });
    since = 0;
  }
  return { points, median, subjects: ends.length + censored.length, events: ends.length };
}

/** Whether a point is told, asked in order: its share, its time and the time of the next one. */
function keeping(
  ends: Float64Array,
  thinning: Thinning | undefined,
): (share: number, time: number, next: number | undefined) => boolean {
  if (thinning === undefined || hasAtMost(ends, thinning.most)) return () => true;
  const { most } = thinning;
  const marks = [...thinning.marks].sort((a, b) => a - b);
  let told = 1;
  return (share, time, next) => {
    const mark = marks.find((each) => each >= time);
    const isLastBefore = next === undefined || (mark !== undefined && next > mark);
    if (!isLastBefore && told - share < 1 / most) return false;
    told = share;
    return true;
  };
}

/** Whether sorted numbers have at most so many different ones. */
function hasAtMost(sorted: Float64Array, most: number): boolean {
  if (sorted.length <= most) return true;
  let different = 0;
  for (let i = 0; i < sorted.length && different <= most; i++) if (sorted[i] !== sorted[i - 1]) different++;
  return different <= most;
}

/** The share that survives a time: that of the last step at or before it. */
export function survivalAt({ points }: SurvivalCurve, time: number): number {
  return points.findLast((point) => point.time <= time)?.survival ?? 1;
}

function interval(share: number, greenwood: number): { readonly lower: number; readonly upper: number } {
  if (share === 0) return { lower: 0, upper: 0 };
  const spread = (Z_95 * Math.sqrt(greenwood)) / Math.abs(Math.log(share));
  return { lower: share ** Math.exp(spread), upper: share ** Math.exp(-spread) };
}
