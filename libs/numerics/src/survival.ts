/** Subjects that were seen for the same time: how many of them ended then, how many were still there when last seen. */
export interface Duration {
  /** How long, in whatever unit; not negative. */
  readonly duration: number;
  readonly events: number;
  readonly censored: number;
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
  readonly events: number;
}

export interface SurvivalCurve {
  /** A point for each time at which somebody ended. */
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
 * (Kalbfleisch & Prentice 1980), which stays between 0 and 1; at a share of 0 both ends are 0.
 */
export function survival(durations: readonly Duration[]): SurvivalCurve {
  const ordered = [...durations].sort((a, b) => a.duration - b.duration);
  const subjects = ordered.reduce((sum, { events, censored }) => sum + events + censored, 0);
  const points: SurvivalPoint[] = [];
  let atRisk = subjects;
  let share = 1;
  let greenwood = 0;
  let median: number | null = null;
  for (let i = 0; i < ordered.length;) {
    const time = ordered[i]!.duration;
    let events = 0;
    let left = 0;
    for (; ordered[i]?.duration === time; i++) {
      events += ordered[i]!.events;
      left += ordered[i]!.events + ordered[i]!.censored;
    }
    if (events > 0) {
      share = events === atRisk ? 0 : share * (1 - events / atRisk);
      greenwood += events / (atRisk * (atRisk - events));
      points.push({
        time,
        survival: share,
        error: share === 0 ? 0 : share * Math.sqrt(greenwood),
        ...interval(share, greenwood),
        atRisk,
        events,
      });
      if (median === null && share <= 0.5 + EPSILON) median = time;
    }
    atRisk -= left;
  }
  return { points, median, subjects, events: points.reduce((sum, { events }) => sum + events, 0) };
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
