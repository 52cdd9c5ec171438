import { given } from '../../test/given.js';
import { calendarSet } from '../events/settings/calendar-set.js';
import { CALENDAR, DEFAULT_CALENDAR } from '../tickets/promises.js';
import { calendarBefore, setCalendar } from './calendar.js';

const id = '0192f0c1-1111-8000-8000-000000000001';
const { name, ...hours } = DEFAULT_CALENDAR;
const said = { name, ...hours };

describe('a calendar', () => {
  it('is set, and set anew, but no repeat is news', () => {
    expect(given().when(setCalendar, said)).toEqual([['calendar-set', said]]);
    const set = calendarSet.of({ calendar: id }, { name, ...hours });
    expect(given(set).when(setCalendar, said)).toEqual([]);
    const holidays = [{ on: '2026-05-01', name: 'Labour Day' }];
    expect(given(set).when(setCalendar, { ...said, holidays })).toEqual([['calendar-set', { ...said, holidays }]]);
  });
  it('has a zone, and hours that are', () => {
    expect(given().when(setCalendar, { ...said, zone: 'Mars/Olympus' })).toBe('calendar.unfit');
    expect(given().when(setCalendar, { ...said, hours: [] })).toBe('calendar.unfit');
    expect(given().when(setCalendar, said, { id: 'mine' })).toBe('calendar.unknown');
  });
  it('is there before it is set only where it is the one that always is', () => {
    expect(calendarBefore(CALENDAR)).toBe(DEFAULT_CALENDAR);
    expect(calendarBefore(id)).toBeNull();
  });
});
