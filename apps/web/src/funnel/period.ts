/** Periods as days of the workspace's zone, the day after the last one not in them. Pure. */

/** A half-open period; of all time where both are missing. */
export interface Period {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The periods one asks for most. */
export const periods = ['all', 'month', 'last-month', 'quarter', 'last-quarter', 'year', 'last-12'] as const;
export type PeriodName = (typeof periods)[number];

function firstOf(year: number, month: number): string {
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}

/** A named period, seen from a day. */
export function periodOf(name: PeriodName, today: string): Period {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7)) - 1];
  const quarter = month - (month % 3);
  const months = (from: number, to: number): Period => ({ from: firstOf(year, from), to: firstOf(year, to) });
  const named: Readonly<Record<PeriodName, Period>> = {
    all: {},
    month: months(month, month + 1),
    'last-month': months(month - 1, month),
    quarter: months(quarter, quarter + 3),
    'last-quarter': months(quarter - 3, quarter),
    year: months(0, 12),
    'last-12': months(month - 11, month + 1),
  };
  return named[name];
}

/** What a period is called, where it is one of these. */
export function nameOfPeriod({ from, to }: Period, today: string): PeriodName | undefined {
  return periods.find((name) => {
    const period = periodOf(name, today);
    return period.from === from && period.to === to;
  });
}

/** A day so many days later. */
export function later(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The period just before one, as long as it: of whole months where it is of whole months. */
export function before({ from, to }: Period): Period {
  if (from === undefined || to === undefined) return {};
  if (from.endsWith('-01') && to.endsWith('-01')) {
    const index = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
    const length = index(to) - index(from);
    const start = index(from) - length;
    return { from: firstOf(Math.floor(start / 12), start % 12), to: from };
  }
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  return { from: later(from, -days), to: from };
}
