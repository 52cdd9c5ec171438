import { survival, survivalAt, type Duration } from './survival.js';
import { wilson } from './wilson.js';

const rounded = (value: number, places = 4): number => Number(value.toFixed(places));

/** Weeks of remission under 6-mercaptopurine: Freireich et al., Blood 21, 1963; `+` were in remission when last seen. */
const FREIREICH = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+';

function read(text: string): Duration[] {
  return text.split(' ').map((word) => {
    const censored = word.endsWith('+');
    return { duration: Number.parseInt(word, 10), events: censored ? 0 : 1, censored: censored ? 1 : 0 };
  });
}

describe('the Kaplan-Meier estimate', () => {
  it('gives the published table of 6-MP: at risk, share and standard error', () => {
    // Klein & Moeschberger, Survival Analysis, 2nd ed. 2003, table 4.1
    const { points, median, subjects, events } = survival(read(FREIREICH));
    expect(points.map((p) => [p.time, p.atRisk, p.events, rounded(p.survival, 3), rounded(p.error, 3)])).toEqual([
      [6, 21, 3, 0.857, 0.076],
      [7, 17, 1, 0.807, 0.087],
      [10, 15, 1, 0.753, 0.096],
      [13, 12, 1, 0.69, 0.107],
      [16, 11, 1, 0.627, 0.114],
      [22, 7, 1, 0.538, 0.128],
      [23, 6, 1, 0.448, 0.135],
    ]);
    expect({ median, subjects, events }).toEqual({ median: 23, subjects: 21, events: 9 });
  });

  it('has its interval on the log(-log) scale', () => {
    // the same data as Stata's `sts list` prints them
    const { points } = survival(read(FREIREICH));
    expect(points.map((p) => [rounded(p.lower), rounded(p.upper)])).toEqual([
      [0.6197, 0.9516],
      [0.5631, 0.9228],
      [0.5032, 0.8894],
      [0.4316, 0.8491],
      [0.3675, 0.8049],
      [0.2678, 0.7468],
      [0.1881, 0.6801],
    ]);
  });

  it('is the share still there where nobody is lost from sight, and 1 before the first', () => {
    const curve = survival([
      { duration: 3, events: 2, censored: 0 },
      { duration: 1, events: 1, censored: 0 },
      { duration: 2, events: 1, censored: 0 },
    ]);
    expect(curve.points.map((p) => [p.time, p.survival])).toEqual([
      [1, 0.75],
      [2, expect.closeTo(0.5, 12)],
      [3, 0],
    ]);
    expect(curve.points.at(-1)).toMatchObject({ error: 0, lower: 0, upper: 0 });
    expect(curve.median).toBe(2);
    expect([survivalAt(curve, 0.5), survivalAt(curve, 1), survivalAt(curve, 2.9)]).toEqual([
      1,
      0.75,
      curve.points[1]!.survival,
    ]);
  });

  it('has no median where more than half survive, and no points of nobody', () => {
    expect(survival([{ duration: 5, events: 1, censored: 2 }])).toMatchObject({ median: null, subjects: 3 });
    expect(survival([])).toEqual({ points: [], median: null, subjects: 0, events: 0 });
  });
});

describe('the interval of a share', () => {
  // Newcombe, Statistics in Medicine 17, 1998, table I, method 3
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d is that of Wilson', (successes, trials, lower, upper) => {
    const interval = wilson(successes, trials)!;
    expect([rounded(interval.lower), rounded(interval.upper)]).toEqual([lower, upper]);
  });

  it('is none of nothing', () => expect(wilson(0, 0)).toBeNull());
});
