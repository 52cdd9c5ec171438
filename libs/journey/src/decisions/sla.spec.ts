import { given } from '../../test/given.js';
import { slaSet } from '../events/settings/sla-set.js';
import { CALENDAR, DEFAULT_SLA, SLA } from '../tickets/promises.js';
import type { CalendarState } from './calendar.js';
import { setSla } from './sla.js';

const other = '0192f0c1-1111-8000-8000-000000000001';
const said = { ...DEFAULT_SLA };
const context = (calendar: CalendarState = { versions: [] }) => ({ id: SLA, consulted: () => calendar as never });

describe('what is promised of tickets', () => {
  it('is set, and set anew, but no repeat is news', () => {
    expect(given().when(setSla, said, context())).toEqual([['sla-set', said]]);
    const set = slaSet.of({ sla: SLA }, said);
    expect(given(set).when(setSla, said, context())).toEqual([]);
    expect(given(set).when(setSla, { ...said, nearBreach: 50 }, context())).toHaveLength(1);
  });
  it('is one policy, by a calendar that was set, or around the clock', () => {
    expect(given().when(setSla, said, { ...context(), id: other })).toBe('sla.unknown');
    expect(given().when(setSla, { ...said, calendar: other }, context())).toBe('sla.unfit');
    const set = { versions: [{ position: 1, name: 'Nights', hours: { zone: 'UTC', hours: [], holidays: [] } }] };
    expect(given().when(setSla, { ...said, calendar: other }, context(set))).toHaveLength(1);
    const { calendar, ...always } = said;
    expect(calendar).toBe(CALENDAR);
    expect(given().when(setSla, always, context())).toHaveLength(1);
  });
  it('names each priority once, with times that are', () => {
    const targets = (...list: object[]) => given().when(setSla, { ...said, targets: list }, context());
    expect(targets({ priority: 'high', firstResponse: 1 }, { priority: '*' })).toHaveLength(1);
    expect(targets({ priority: 'high' }, { priority: 'high' })).toBe('sla.unfit');
    expect(targets({ priority: 'high', firstResponse: 0 })).toBe('sla.unfit');
    expect(targets({ priority: 'high', resolution: 525_601 })).toBe('sla.unfit');
    for (const nearBreach of [0, 101])
      expect(given().when(setSla, { ...said, nearBreach }, context())).toBe('sla.unfit');
  });
});
