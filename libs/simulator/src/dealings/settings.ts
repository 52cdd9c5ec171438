import type { Millis } from '#kernel';
import { CALENDAR, calendarSet, exchangeRateSet, pipelineSet, SLA, slaSet } from '#journey';
import { dateOf, DAY } from '../calendar.js';
import type { Course } from './course.js';

/** The pipeline of deals that come by partners; all others are in the one that is there anyway. */
export const PARTNER_PIPELINE = {
  id: '5a1e0000-0000-4000-8000-000000000002',
  name: 'Partners',
  stages: [
    { name: 'registered', probability: 15 },
    { name: 'planned', probability: 45 },
    { name: 'agreed', probability: 80, target: 240 },
  ],
} as const;

/** The days off of two working years, by the calendar date. */
const FEASTS = [
  { date: '01-01', name: 'New Year' },
  { date: '05-01', name: 'Labour Day' },
  { date: '12-25', name: 'Christmas' },
];

/** What the company promises to customers: at first, and from the middle of its history on. */
const TARGETS = [
  [
    { priority: 'urgent', firstResponse: 120, resolution: 600 },
    { priority: 'high', firstResponse: 240, resolution: 1_200 },
    { priority: '*', firstResponse: 600, resolution: 3_000 },
  ],
  [
    { priority: 'urgent', firstResponse: 60, resolution: 480 },
    { priority: '*', firstResponse: 480, resolution: 2_400 },
  ],
] as const;

/** The kinds of settings, each a course of its own. */
export const SETTINGS = {
  calendar: CALENDAR,
  pipeline: PARTNER_PIPELINE.id,
  sla: SLA,
} as const;

/** Says how one kind of setting was over the history. */
export function configure(course: Course, kind: keyof typeof SETTINGS, from: Millis, span: Millis): void {
  const begin = from - DAY;
  if (kind === 'pipeline') {
    const { name, stages } = PARTNER_PIPELINE;
    course.say(pipelineSet, begin, { name, stages }, { late: 0 });
  } else if (kind === 'calendar') {
    const first = new Date(begin).getUTCFullYear();
    const years = Array.from({ length: Math.ceil(span / (365 * DAY)) + 2 }, (_, i) => String(first + i));
    const holidays = years.flatMap((year) => FEASTS.map(({ date, name }) => ({ on: `${year}-${date}`, name })));
    const hours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '08:00', to: '18:00' }));
    course.say(calendarSet, begin, { name: 'Office', zone: 'UTC', hours, holidays }, { late: 0 });
  } else
    for (const [i, targets] of TARGETS.entries())
      course.say(
        slaSet,
        i === 0 ? begin : from + span / 2,
        { name: 'Promises', calendar: CALENDAR, targets, nearBreach: 80 },
        { late: 0 },
      );
}

/** Says what a dollar was worth in euros, from the first day of a quarter on. */
export function quote(course: Course, at: Millis): void {
  const rate = (860 + course.random.below(120)) / 1_000;
  course.say(exchangeRateSet, at, { from: 'USD', to: 'EUR', rate, on: dateOf(at) }, { late: 0 });
}
