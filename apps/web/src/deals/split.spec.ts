import { isFitSplit, percentOf, togetherOf } from './split.js';

const shares = (...parts: readonly (readonly [string, string])[]) =>
  parts.map(([person, percent], key) => ({ key, person, percent }));

describe('the split of a deal', () => {
  it('takes whole per cent alone', () => {
    expect(['40', ' 7 ', '100', '0', '101', '12.5', '-3', ''].map(percentOf)).toEqual([
      40,
      7,
      100,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('adds up what is a number', () => {
    expect(togetherOf(shares(['ada', '40'], ['ben', 'x'], ['cy', '25']))).toBe(65);
  });

  it('fits when a hundred are shared among people who are there once, or nobody shares', () => {
    expect(isFitSplit([])).toBe(true);
    expect(isFitSplit(shares(['ada', '60'], ['ben', '40']))).toBe(true);
    expect(isFitSplit(shares(['ada', '60'], ['ben', '30']))).toBe(false);
    expect(isFitSplit(shares(['ada', '60'], ['ada', '40']))).toBe(false);
    expect(isFitSplit(shares(['ada', '60'], ['', '40']))).toBe(false);
    expect(isFitSplit(shares(['ada', '100'], ['ben', '']))).toBe(false);
  });
});
