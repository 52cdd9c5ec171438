import type { Problem } from '#kernel';
import { DAY, isZone, MINUTE, offsetsOf } from './zone-offsets.js';

/** When staff work: a weekly rhythm on the clocks of a zone, but for holidays. What `calendar-set` says. */
export interface BusinessHours {
  /** An IANA name. */
  readonly zone: string;
  /** 1 is Monday, 7 Sunday; local times such as 09:00, until 24:00 at most. */
  readonly hours: readonly { readonly weekday: number; readonly from: string; readonly to: string }[];
  /** Local dates on which nobody works. */
  readonly holidays: readonly { readonly on: string }[];
}

/** Working time of one UTC day: starts and ends in turn, in order, and how much it is together. */
interface WorkingDay {
  readonly spans: readonly number[];
  readonly total: number;
}

/** Days that are remembered of a calendar. */
const MOST_DAYS = 50_000;

/**
 * An instant is working time where the clocks of the zone show a time within the hours of that weekday, and the date is
 * no holiday: what summer time repeats is worked twice, what it leaves out not at all. Kept by UTC day, whose order is
 * that of the instants whatever the clocks do.
 */
class WorkingTime {
  private readonly week: readonly (readonly (readonly [from: number, to: number])[])[];
  private readonly holidays: ReadonlySet<number>;
  private readonly days = new Map<number, WorkingDay>();

  constructor(private readonly calendar: BusinessHours) {
    this.week = [1, 2, 3, 4, 5, 6, 7].map((weekday) =>
      joined(
        calendar.hours
          .filter((hours) => hours.weekday === weekday)
          .map(({ from, to }) => [timeOfDay(from) ?? 0, timeOfDay(to) ?? 0] as const),
      ),
    );
    this.holidays = new Set(calendar.holidays.map(({ on }) => Date.parse(`${on}T00:00:00Z`) / DAY));
  }

  /** The working time of a UTC day, whole days since 1970. */
  of(day: number): WorkingDay {
    let known = this.days.get(day);
    if (known === undefined) {
      if (this.days.size >= MOST_DAYS) this.days.clear();
      this.days.set(day, (known = this.computed(day)));
    }
    return known;
  }

  private computed(utcDay: number): WorkingDay {
    const spans: number[] = [];
    let total = 0;
    for (const { from, to, offset } of offsetsOf(this.calendar.zone).of(utcDay)) {
      const last = Math.floor((to - 1 + offset) / DAY);
      for (let date = Math.floor((from + offset) / DAY); date <= last; date++) {
        if (this.holidays.has(date)) continue;
        // 1970-01-01 was a Thursday.
        for (const [opens, closes] of this.week[(((date + 3) % 7) + 7) % 7]!) {
          const start = Math.max(from, date * DAY + opens - offset);
          const end = Math.min(to, date * DAY + closes - offset);
          if (start >= end) continue;
          spans.push(start, end);
          total += end - start;
        }
      }
    }
    return { spans, total };
  }
}

/** Spans of a day in order, those that overlap or touch as one. */
function joined(spans: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const all: [number, number][] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const before = all.at(-1);
    if (before !== undefined && from <= before[1]) before[1] = Math.max(before[1], to);
    else all.push([from, to]);
  }
  return all;
}

/** A local time such as 09:00 in milliseconds since midnight, 24:00 included; null where it is none. */
function timeOfDay(time: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (match !== null) return (Number(match[1]) * 60 + Number(match[2])) * MINUTE;
  return time === '24:00' ? DAY : null;
}

const known = new WeakMap<BusinessHours, WorkingTime>();

function workingTime(calendar: BusinessHours): WorkingTime {
  let time = known.get(calendar);
  if (time === undefined) known.set(calendar, (time = new WorkingTime(calendar)));
  return time;
}

/**
 * Working time between two instants (milliseconds since 1970), in milliseconds; negative where `to` is before `from`.
 * Without a calendar every moment is working time.
 */
export function workingMs(calendar: BusinessHours | null, from: number, to: number): number {
  if (calendar === null) return to - from;
  if (to < from) return -workingMs(calendar, to, from);
  const time = workingTime(calendar);
  const last = Math.floor(to / DAY);
  let total = 0;
  for (let day = Math.floor(from / DAY); day <= last; day++) {
    const { spans, total: whole } = time.of(day);
    if (day * DAY >= from && (day + 1) * DAY <= to) total += whole;
    else
      for (let i = 0; i < spans.length; i += 2)
        total += Math.max(0, Math.min(spans[i + 1]!, to) - Math.max(spans[i]!, from));
  }
  return total;
}

/** Where instants end: RFC 3339 has years of four digits. */
const LAST_DAY = Date.UTC(9999, 11, 31) / DAY;

/**
 * The earliest instant by which `minutes` of working time have passed since an instant (milliseconds since 1970):
 * eight hours from 09:00 of a day from 09:00 to 17:00 are over at its 17:00. Nothing, or less, is over at once. Without
 * a calendar every moment is working time. Throws RangeError where it is not over by the year 9999.
 */
export function addWorking(calendar: BusinessHours | null, from: number, minutes: number): number {
  return addWorkingMs(calendar, from, minutes * MINUTE);
}

/** As `addWorking`, for milliseconds of working time. */
export function addWorkingMs(calendar: BusinessHours | null, from: number, ms: number): number {
  let left = ms;
  if (left <= 0) return from;
  if (calendar === null) return from + left;
  const time = workingTime(calendar);
  for (let day = Math.floor(from / DAY); day <= LAST_DAY; day++) {
    const { spans, total } = time.of(day);
    if (day * DAY >= from && total < left) {
      left -= total;
      continue;
    }
    for (let i = 0; i < spans.length; i += 2) {
      const start = Math.max(spans[i]!, from);
      const has = spans[i + 1]! - start;
      if (has <= 0) continue;
      if (has >= left) return start + left;
      left -= has;
    }
  }
  throw new RangeError(`${ms} ms of working time are not over by the year 9999`);
}

/** The least working time of a week: whatever takes a year of it is over within some lifetimes. */
const LEAST_A_WEEK = 60 * MINUTE;

/** What keeps a calendar from being one, by place: an unknown zone, hours that are none, a week with less than an hour. */
export function problemsOf({ zone, hours }: BusinessHours): Problem[] {
  const problems: Problem[] = [];
  if (!isZone(zone))
    problems.push({ where: 'zone', what: 'is no time zone', remedy: 'give a name such as Europe/Paris' });
  hours.forEach(({ weekday, from, to }, i) => {
    if (weekday < 1 || weekday > 7) problems.push({ where: `hours[${i}].weekday`, what: 'must be from 1 to 7' });
    const [opens, closes] = [timeOfDay(from), timeOfDay(to)];
    if (opens === null) problems.push({ where: `hours[${i}].from`, what: 'must be a time such as 09:00' });
    if (closes === null) problems.push({ where: `hours[${i}].to`, what: 'must be a time such as 17:00' });
    if (opens !== null && closes !== null && opens >= closes)
      problems.push({ where: `hours[${i}]`, what: 'must end after it begins' });
  });
  if (problems.length > 0) return problems;
  const week = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
    joined(
      hours.filter((one) => one.weekday === weekday).map(({ from, to }) => [timeOfDay(from)!, timeOfDay(to)!] as const),
    ),
  );
  if (week.reduce((sum, [from, to]) => sum + to - from, 0) < LEAST_A_WEEK)
    problems.push({ where: 'hours', what: 'must be at least an hour a week' });
  return problems;
}
