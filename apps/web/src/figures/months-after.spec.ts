import { monthsAfter, stepsOf } from './months-after.js';

describe('months after a month', () => {
  it('are counted over the end of a year', () => {
    expect(monthsAfter('2025-11', '2025-11')).toBe(0);
    expect(monthsAfter('2025-11', '2026-02')).toBe(3);
    expect(monthsAfter('2024-01', '2026-01')).toBe(24);
  });

  it('are each a column for five years, and then those somebody came in', () => {
    expect(stepsOf([0, 2], 3)).toEqual([0, 1, 2, 3]);
    expect(stepsOf([0, 5], 2)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(stepsOf([], 0)).toEqual([0]);
    const old = stepsOf([0, 1_512, 70], 24_000);
    expect(old).toHaveLength(63);
    expect(old.slice(-3)).toEqual([60, 70, 1_512]);
  });
});
