import { query, sql } from '#kernel';
import { CALENDAR, DEFAULT_CALENDAR, type BusinessHours } from '#journey';
import { held } from '../reading/moments.js';

/** A calendar: when staff work. */
export interface CalendarLine extends BusinessHours {
  readonly calendar: string;
  readonly name: string;
  /** Nobody set it yet: it is what it is from the beginning. */
  readonly unset: boolean;
}

/** Calendars of business hours, by name; the one that is always there among them. */
export const calendarList = query('calendars', {
  path: 'calendars',
  permission: 'settings.read',
  params: {},
  reads: ['tickets'],
  clocks: true,
  answer: async (asking): Promise<{ readonly items: readonly CalendarLine[] }> => {
    const rows = await asking.rows<Omit<CalendarLine, 'unset'>>(sql`
      SELECT c.calendar, c.name, c.zone, c.hours, c.holidays FROM read.tickets_calendar c
      WHERE ${held(asking, 'c')} ORDER BY c.name, c.calendar`);
    const set = rows.map((row) => ({ ...row, unset: false }));
    if (set.some(({ calendar }) => calendar === CALENDAR)) return { items: set };
    return { items: [{ calendar: CALENDAR, ...DEFAULT_CALENDAR, unset: true }, ...set] };
  },
});
