import type { Density } from '../api/types.js';

/** One bar of the strip: a slice of a life, and how much happened in it. */
export interface Bar {
  /** The first day of it. */
  readonly from: string;
  /** The day after it. */
  readonly to: string;
  readonly touches: number;
  /** Where it begins and ends on the strip, from 0 to 1. */
  readonly x0: number;
  readonly x1: number;
  /** How high it is, from 0 to 1; what is there at all stays visible. */
  readonly height: number;
}

function time(at: string): number {
  return Date.parse(at.length === 10 ? `${at}T00:00:00Z` : at);
}

/** The day a bucket that begins on this one ends before. */
export function bucketEnd(day: string, bucket: Density['bucket']): string {
  const end = new Date(`${day}T00:00:00Z`);
  if (bucket === 'day') end.setUTCDate(end.getUTCDate() + 1);
  else if (bucket === 'week') end.setUTCDate(end.getUTCDate() + 7);
  else if (bucket === 'month') end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setUTCFullYear(end.getUTCFullYear() + 1);
  return end.toISOString().slice(0, 10);
}

/** The day before one. */
export function dayBefore(day: string): string {
  return new Date(time(day) - 86_400_000).toISOString().slice(0, 10);
}

/**
 * The strip's bars, placed by time: empty stretches stay empty. Heights are by square root, so that quiet months are
 * not lost beside a busy day. `dayOf` says which day of the workspace a moment falls on.
 */
export function densityBars(
  { bucket, buckets }: Pick<Density, 'bucket' | 'buckets'>,
  dayOf: (at: string) => string,
): Bar[] {
  const days = buckets.map(({ from }) => dayOf(from));
  const begin = time(days[0] ?? '');
  const end = time(bucketEnd(days.at(-1) ?? '1970-01-01', bucket));
  const most = Math.max(1, ...buckets.map(({ touches }) => touches));
  return buckets.map(({ touches }, index) => {
    const from = days[index]!;
    const to = bucketEnd(from, bucket);
    return {
      from,
      to,
      touches,
      x0: (time(from) - begin) / (end - begin),
      x1: (time(to) - begin) / (end - begin),
      height: Math.max(0.08, Math.sqrt(touches / most)),
    };
  });
}

/** Where a moment lies on the strip, from 0 to 1. */
export function placeOf(bars: readonly Bar[], at: string): number {
  const first = bars[0];
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return 0;
  const begin = time(first.from);
  return Math.min(1, Math.max(0, (time(at) - begin) / (time(last.to) - begin)));
}

/** The bar at a place on the strip; in an empty stretch the one before it. */
export function barAt(bars: readonly Bar[], place: number): number {
  const after = bars.findIndex((bar) => place < bar.x0);
  return after < 0 ? bars.length - 1 : Math.max(0, after - 1);
}
