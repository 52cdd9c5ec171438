import { survival, survivalAt, type Durations } from './survival.js';
import { wilson } from './wilson.js';

const rounded = (value: number, places = 4): number => Number(value.toFixed(places));

/** Weeks of remission under 6-mercaptopurine: Freireich et al., Blood 21, 1963; `+` were in remission when last seen. */
const FREIREICH = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+';

function read(text: string): Durations {
  const words = text.split(' ');
  const of = (some: readonly string[]): number[] => some.map((word) => Number.parseInt(word, 10));
  return {
    ended: of(words.filter((word) => !word.endsWith('+'))),
    running: of(words.filter((word) => word.endsWith('+'))),
  };
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
    const curve = survival(read('3 1 2 3'));
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
    expect(survival(read('5 5+ 5+'))).toMatchObject({ median: null, subjects: 3 });
    expect(survival({ ended: [], running: [] })).toEqual({ points: [], median: null, subjects: 0, events: 0 });
  });

  describe('of more times than a curve is told by', () => {
    const ended = Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 5_000);
    const running = Array.from({ length: 2_000 }, (_, i) => i * 3 + 0.5);
    const whole = survival({ ended, running });
    const thin = survival({ ended, running }, { most: 100, marks: [0.25, 1_000.5, 4_321, 9_000] });

    it('leaves points out, and tells the others as they are, with those that ended since the one before', () => {
      expect(whole.points).toHaveLength(5_000);
      expect(thin.points.length).toBeGreaterThan(50);
      expect(thin.points.length).toBeLessThanOrEqual(100 + 5);
      const exact = new Map(whole.points.map((point) => [point.time, point]));
      for (const { events: _, ...point } of thin.points) expect(exact.get(point.time)).toMatchObject(point);
      expect(thin.points.reduce((sum, { events }) => sum + events, 0)).toBe(5_000);
      expect([thin.median, thin.subjects, thin.events]).toEqual([whole.median, whole.subjects, whole.events]);
      expect(thin.points.map(({ time }) => time)).toContain(whole.median);
    });

    it('tells the share at the marks as it is, and elsewhere to a hundredth', () => {
      for (const mark of [0.25, 1_000.5, 4_321, 9_000]) expect(survivalAt(thin, mark)).toBe(survivalAt(whole, mark));
      for (let time = 0; time < 5_000; time += 13)
        expect(Math.abs(survivalAt(thin, time) - survivalAt(whole, time))).toBeLessThan(0.01);
    });

    it('leaves nothing out where the times are few, however many they are of', () => {
      const often = { ended: Array.from({ length: 5_000 }, (_, i) => i % 50), running: [] };
      expect(survival(often, { most: 50, marks: [] })).toEqual(survival(often));
      expect(survival(often).points).toHaveLength(50);
    });
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
