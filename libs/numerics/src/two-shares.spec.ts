import { differenceOfShares, holm } from './two-shares.js';

describe('the difference of two shares', () => {
  const p = (x: number, n: number, y: number, m: number): number =>
    differenceOfShares({ successes: x, trials: n }, { successes: y, trials: m });

  it('is as R’s prop.test(correct = FALSE) has it', () => {
    // X-squared = 4.1667 and 2.0833, df = 1
    expect(p(15, 50, 25, 50)).toBeCloseTo(0.04123, 5);
    expect(p(25, 50, 15, 50)).toBeCloseTo(0.04123, 5);
    expect(p(30, 100, 40, 100)).toBeCloseTo(0.138, 3);
  });

  it('is nothing where there is nothing to tell them apart', () => {
    expect([p(0, 0, 5, 10), p(0, 10, 0, 20), p(10, 10, 20, 20), p(5, 10, 10, 20)]).toEqual([1, 1, 1, 1]);
  });
});

describe('the correction for several comparisons', () => {
  it('is as R’s p.adjust(method = "holm") has it, in any order', () => {
    const close = (ps: readonly number[]) => holm(ps).map((one) => Number(one.toFixed(10)));
    expect(close([0.01, 0.02, 0.03, 0.04])).toEqual([0.04, 0.06, 0.06, 0.06]);
    expect(close([0.04, 0.01, 0.5, 0.9])).toEqual([0.12, 0.04, 1, 1]);
    expect(close([0.03])).toEqual([0.03]);
    expect(holm([])).toEqual([]);
  });
});
