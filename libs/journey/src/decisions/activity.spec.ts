import { given } from '../../test/given.js';
import { activityLogged } from '../events/activities/activity-logged.js';
import { activity, logActivity } from './activity.js';

const id = '0192f0c1-1111-8000-8000-000000000001';
const contact = '0192f0c1-2222-8200-8000-000000000002';
const company = '0192f0c1-3333-8600-8000-000000000003';
const deal = '0192f0c1-4444-8000-8000-000000000004';

describe('an activity', () => {
  it('is logged, once, with whom it was and what it was about', () => {
    const said = { kind: 'call', direction: 'out', outcome: 'reached', minutes: 12, note: 'wants an offer' } as const;
    expect(given().when(logActivity, { contact, ...said })).toEqual([['activity-logged', said]]);
    const logged = given(activityLogged.of({ profile: contact }, said));
    expect(logged.when(logActivity, { contact, ...said })).toEqual([]);
    for (const other of [{ note: 'wants none' }, { contact: deal }, { deal }])
      expect(logged.when(logActivity, { contact, ...said, ...other })).toBe('activity.already-logged');
    const params = { contact, company, deal, kind: 'meeting', on: '2026-02-27' } as const;
    const context = { id, at: '2026-03-01T09:30:00.000Z', by: { kind: 'person', id: deal } } as const;
    expect(logActivity.decide(activity.initial, params, context)).toMatchObject([
      { about: { profile: contact, company, deal }, when: { precision: 'day', at: '2026-02-27' } },
    ]);
  });
  it('is of a contact, took some time, and has been', () => {
    expect(given().when(logActivity, { contact: company, kind: 'call' })).toBe('activity.contact-unfit');
    expect(given().when(logActivity, { contact, company: deal, kind: 'call' })).toBe('activity.company-unfit');
    expect(given().when(logActivity, { contact, kind: 'call', minutes: -1 })).toBe('activity.minutes-unfit');
    expect(given().when(logActivity, { contact, kind: 'call', on: '2026-04-01' })).toBe('activity.in-future');
  });
});
