import type { Density } from '../api/types.js';

/** One bar of the strip: a slice of a life, and how much happened in it. */
export interface Bar {
  readonly from: string;
  /** The next slice's start; the end of the life for the last. */
  readonly to: string;
  readonly touches: number;
  /** Where it begins and ends on the strip, from 0 to 1. */
  readonly x0: number;
  readonly x1: number;
  /** How high it is, from 0 to 1; what is there at all stays visible. */
  readonly height: number;
}

const DAY_MS = 86_400_000;

function time(at: string): number {
  return Date.parse(at.length === 10 ? `${at}T00:00:00Z` : at);
}

/** The width of the last slice, which nothing follows: as wide as the one before it, a day if it is alone. */
function lastWidth(starts: readonly number[]): number {
  return starts.length > 1 ? starts.at(-1)! - starts.at(-2)! : DAY_MS;
}

/** The strip's bars, placed by time; heights by square root, so that quiet months are not lost beside a busy day. */
export function densityBars({ buckets }: Density): Bar[] {
  const starts = buckets.map(({ from }) => time(from));
  const begin = starts[0];
  if (begin === undefined) return [];
  const end = starts.at(-1)! + lastWidth(starts);
  const most = Math.max(1, ...buckets.map(({ touches }) => touches));
  return buckets.map(({ from, touches }, index) => {
    const to = starts[index + 1] ?? end;
    return {
      from,
      to: new Date(to).toISOString(),
      touches,
      x0: (starts[index]! - begin) / (end - begin),
      x1: (to - begin) / (end - begin),
      height: touches === 0 ? 0 : Math.max(0.08, Math.sqrt(touches / most)),
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

/** The bar under a place on the strip. */
export function barAt(bars: readonly Bar[], place: number): number {
  const found = bars.findIndex((bar) => place < bar.x1);
  return found < 0 ? bars.length - 1 : found;
}
