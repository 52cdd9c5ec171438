import type { Bucket } from '../api/types.js';
import type { PeriodPreset, PeriodSearch } from '../app/search.js';

/** A half-open period of the workspace's days, and into what it is cut for its trend; open ends have no trend. */
export interface AskedPeriod {
  readonly from?: string;
  readonly to?: string;
  readonly bucket?: Bucket;
}

export const USUAL_PERIOD: PeriodPreset = 'twelve-months';

const DAY_MS = 86_400_000;

/** The first day of the month that many months after a day's. */
function monthStart(day: string, after: number): string {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month - 1 + after, 1)).toISOString().slice(0, 10);
}

function months(day: string, first: number, length: number): AskedPeriod {
  return cut(monthStart(day, first), monthStart(day, first + length));
}

/** A period with the parts it is shown in: some five to fifty of them. */
export function cut(from: string, to: string): AskedPeriod {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  const bucket =
    days <= 45 ? 'day' : days <= 190 ? 'week' : days <= 1_500 ? 'month' : days <= 4_500 ? 'quarter' : 'year';
  return { from, to, bucket };
}

/** The period an address says, on a day: whole months, so that the one before is as long. */
export function periodOf({ period = USUAL_PERIOD, from, to }: PeriodSearch, today: string): AskedPeriod {
  const month = Number(today.slice(5, 7)) - 1;
  const quarter = -(month % 3);
  switch (period) {
    case 'this-month':
      return months(today, 0, 1);
    case 'last-month':
      return months(today, -1, 1);
    case 'this-quarter':
      return months(today, quarter, 3);
    case 'last-quarter':
      return months(today, quarter - 3, 3);
    case 'this-year':
      return months(today, -month, 12);
    case 'last-year':
      return months(today, -month - 12, 12);
    case 'twelve-months':
      return months(today, -11, 12);
    case 'all':
      return {};
    case 'custom':
    default:
      if (from !== undefined && to !== undefined && from < to) return cut(from, to);
      return { ...(from === undefined ? {} : { from }), ...(to === undefined || from !== undefined ? {} : { to }) };
  }
}
