import { monthsAfter } from './months-after.js';

describe('months after a month', () => {
  it('are counted over the end of a year', () => {
    expect(monthsAfter('2025-11', '2025-11')).toBe(0);
    expect(monthsAfter('2025-11', '2026-02')).toBe(3);
    expect(monthsAfter('2024-01', '2026-01')).toBe(24);
  });
});
