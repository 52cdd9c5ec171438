import { before, nameOfPeriod, periodOf, periods } from './period.js';

describe('periods', () => {
  it('are whole months, quarters and years seen from a day', () => {
    expect(Object.fromEntries(periods.map((name) => [name, periodOf(name, '2026-02-17')]))).toEqual({
      all: {},
      month: { from: '2026-02-01', to: '2026-03-01' },
      'last-month': { from: '2026-01-01', to: '2026-02-01' },
      quarter: { from: '2026-01-01', to: '2026-04-01' },
      'last-quarter': { from: '2025-10-01', to: '2026-01-01' },
      year: { from: '2026-01-01', to: '2027-01-01' },
      'last-12': { from: '2025-03-01', to: '2026-03-01' },
    });
  });

  it('are told by their days', () => {
    expect(nameOfPeriod({}, '2026-02-17')).toBe('all');
    expect(nameOfPeriod({ from: '2026-01-01', to: '2026-02-01' }, '2026-02-17')).toBe('last-month');
    expect(nameOfPeriod({ from: '2026-01-02', to: '2026-02-01' }, '2026-02-17')).toBeUndefined();
  });

  it('have one as long before them', () => {
    expect(before({ from: '2026-03-01', to: '2026-04-01' })).toEqual({ from: '2026-02-01', to: '2026-03-01' });
    expect(before({ from: '2026-01-01', to: '2026-04-01' })).toEqual({ from: '2025-10-01', to: '2026-01-01' });
    expect(before({ from: '2026-03-05', to: '2026-03-12' })).toEqual({ from: '2026-02-26', to: '2026-03-05' });
    expect(before({})).toEqual({});
  });
});
