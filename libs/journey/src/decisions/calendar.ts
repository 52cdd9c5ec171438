import { broken, canonicalJson, decider, decision, evolves, isUuid, word, type Position } from '#kernel';
import { problemsOf, type BusinessHours } from '../business-hours/business-hours.js';
import { calendarSet } from '../events/settings/calendar-set.js';
import { CALENDAR, DEFAULT_CALENDAR } from '../tickets/promises.js';

/** A calendar as it was set, each time, with the position from which on it counted. */
export interface CalendarState {
  readonly versions: readonly { readonly position: Position; readonly name: string; readonly hours: BusinessHours }[];
}

export const calendar = decider<CalendarState>(
  'calendar',
  { versions: [] },
  evolves(calendarSet, ({ versions }, { position, payload: { name, zone, hours, holidays } }) => ({
    versions: [...versions, { position, name, hours: { zone, hours, holidays } }],
  })),
);

/** What a calendar says before it is set for the first time; null for one that was never heard of. */
export function calendarBefore(id: string): BusinessHours | null {
  return id === CALENDAR ? DEFAULT_CALENDAR : null;
}

/**
 * Says when staff work. What it was before stays what promises of then are measured by. Throws `calendar.unfit` for
 * hours that are none, an unknown zone, or less than an hour a week.
 */
export const setCalendar = decision(
  calendar,
  'set',
  {
    permission: 'settings.manage',
    params: {
      name: word,
      zone: calendarSet.payload.zone,
      hours: calendarSet.payload.hours,
      holidays: calendarSet.payload.holidays,
    },
  },
  ({ versions }, { name, ...hours }, { id }) => {
    if (!isUuid(id)) throw broken('calendar.unknown');
    const [problem] = problemsOf(hours);
    if (problem !== undefined) throw broken('calendar.unfit', { ...problem });
    const last = versions.at(-1);
    if (last !== undefined && canonicalJson({ name: last.name, ...last.hours }) === canonicalJson({ name, ...hours }))
      return [];
    return [calendarSet.of({ calendar: id }, { name, ...hours })];
  },
);
