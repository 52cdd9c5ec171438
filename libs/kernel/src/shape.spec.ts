import type { Problem } from './problem.js';
import { day, decimal, instant, largeNumber, wholeNumber, type Shape } from './shape.js';

/** What is wrong with a value; null where nothing is. */
function wrong(shape: Shape<unknown>, value: unknown): string | null {
  const problems: Problem[] = [];
  shape.check(value, 'it', problems);
  return problems[0]?.what ?? null;
}

describe('shapes', () => {
  it('of whole numbers are those that read models hold', () => {
    for (const fits of [0, -5, 2_147_483_647, -2_147_483_647]) expect(wrong(wholeNumber, fits)).toBeNull();
    for (const large of [2_147_483_648, -3e9, 1e15]) {
      expect(wrong(wholeNumber, large)).toBe('must be between -2147483647 and 2147483647');
      expect(wrong(largeNumber, large)).toBeNull();
    }
  });

  it('say what a number is that is not whole, or not exact', () => {
    for (const shape of [wholeNumber, largeNumber])
      for (const [none, is] of [
        ['1', 'not a string'],
        [null, 'not null'],
        [Number.NaN, 'not NaN'],
        [JSON.parse('1e999'), 'not Infinity'],
        [1.5, 'and has a fraction'],
      ] as const)
        expect(wrong(shape, none)).toBe(`must be a whole number, ${is}`);
    for (const large of [JSON.parse('9007199254740993'), -1e300]) {
      expect(wrong(largeNumber, large)).toBe(
        'is too large to be exact: must be between -9007199254740991 and 9007199254740991',
      );
      expect(wrong(wholeNumber, large)).toBe('must be between -2147483647 and 2147483647');
    }
    expect(wrong(decimal, JSON.parse('1e999'))).toBe('must be a number, not Infinity');
  });

  it('of days and instants are those a calendar has, from the year 1 to 9999', () => {
    for (const fits of ['0001-01-01', '2024-02-29', '9999-12-31']) {
      expect(wrong(day, fits)).toBeNull();
      expect(wrong(instant, `${fits}T00:00:00.000Z`)).toBeNull();
    }
    for (const none of ['0000-01-01', '0000-12-31', '2025-02-29', '2026-13-01']) {
      expect(wrong(day, none)).toBe('must be a day such as 2026-03-01');
      expect(wrong(instant, `${none}T00:00:00.000Z`)).toBe('must be an instant such as 2026-03-01T09:30:00.000Z');
    }
  });
});
