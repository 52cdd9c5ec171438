import { cut, periodOf } from './period.js';

describe('periods of figures', () => {
  const today = '2026-02-15';

  it.each([
    ['this-month', '2026-02-01', '2026-03-01', 'day'],
    ['last-month', '2026-01-01', '2026-02-01', 'day'],
    ['this-quarter', '2026-01-01', '2026-04-01', 'week'],
    ['last-quarter', '2025-10-01', '2026-01-01', 'week'],
    ['this-year', '2026-01-01', '2027-01-01', 'month'],
    ['last-year', '2025-01-01', '2026-01-01', 'month'],
    ['twelve-months', '2025-03-01', '2026-03-01', 'month'],
  ] as const)('are whole months: %s', (period, from, to, bucket) => {
    expect(periodOf({ period }, today)).toEqual({ from, to, bucket });
  });

  it('are the last twelve months unless said, and all time without ends', () => {
    expect(periodOf({}, today)).toEqual(periodOf({ period: 'twelve-months' }, today));
    expect(periodOf({ period: 'all' }, today)).toEqual({});
  });

  it('may be any days, open at an end, and never end before they begin', () => {
    expect(periodOf({ period: 'custom', from: '2026-01-10', to: '2026-01-20' }, today)).toEqual({
      from: '2026-01-10',
      to: '2026-01-20',
      bucket: 'day',
    });
    expect(periodOf({ period: 'custom', to: '2026-01-20' }, today)).toEqual({ to: '2026-01-20' });
    expect(periodOf({ period: 'custom', from: '2026-01-20', to: '2026-01-10' }, today)).toEqual({ from: '2026-01-20' });
  });

  it('are cut into parts one can look at', () => {
    expect(cut('2020-01-01', '2026-01-01').bucket).toBe('quarter');
    expect(cut('1990-01-01', '2026-01-01').bucket).toBe('year');
  });
});
