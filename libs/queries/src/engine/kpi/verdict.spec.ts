import { kpi, own } from '#kernel';
import type { KpiRow } from './row.js';
import { comparedRows } from './verdict.js';

const words = { en: 'x', fr: 'x', id: 'x' };
const says = {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  over: 'contacts.touch',
  denominator: 'true',
  slices: { variant: own, campaign: own },
  parameters: { sample: { type: 'whole', preset: 50 } },
  title: words,
  says: words,
} as const;
const split = kpi('split', 1, { ...says, compares: { slice: 'variant', sample: 'sample' } });

const row = (variant: string | null, numerator: number, denominator: number, campaign = 'spring'): KpiRow => ({
  slice: { campaign, variant },
  bucket: null,
  value: denominator === 0 ? null : numerator / denominator,
  numerator,
  denominator,
  n: denominator,
});
const compared = (rows: readonly KpiRow[], sample = 50) =>
  comparedRows(split, () => sample, ['campaign', 'variant'], rows);

describe('variants that are compared', () => {
  it('have a winner where it is better than each other one, adjusted for their number', () => {
    const { verdicts } = compared([row('a', 15, 50), row('b', 25, 50)]);
    expect(verdicts).toMatchObject([{ slice: { campaign: 'spring' }, bucket: null, enough: true, winner: 'b' }]);
    expect(verdicts![0]!.comparisons).toMatchObject([{ of: 'b', against: 'a' }]);
    // of three pairs the same difference may come by chance
    const three = compared([row('a', 15, 50), row('b', 25, 50), row('c', 15, 50)]).verdicts![0]!;
    expect(three).toMatchObject({ enough: true, winner: null });
    expect(three.comparisons.map(({ adjusted }) => Number(adjusted.toFixed(3)))).toEqual([0.124, 0.124, 1]);
    expect(compared([row('a', 15, 50), row('b', 35, 50), row('c', 15, 50)]).verdicts).toMatchObject([{ winner: 'b' }]);
    expect(compared([row('a', 35, 50), row('b', 35, 50), row('c', 5, 50)]).verdicts).toMatchObject([{ winner: null }]);
  });

  it('have none before each has as many records as asked for, nor alone', () => {
    expect(compared([row('a', 15, 50), row('b', 25, 50)], 51).verdicts).toMatchObject([
      { enough: false, winner: null },
    ]);
    expect(compared([row('a', 15, 50)]).verdicts).toMatchObject([{ enough: true, winner: null, comparisons: [] }]);
    expect(compared([]).verdicts).toEqual([]);
  });

  it('are compared within each other slice, those without a value with nobody', () => {
    const { verdicts, rows } = compared([
      row('a', 15, 50),
      row('b', 45, 50),
      row(null, 1, 50),
      row('a', 45, 50, 'summer'),
      row('b', 15, 50, 'summer'),
    ]);
    expect(verdicts!.map(({ slice, winner }) => [slice['campaign'], winner])).toEqual([
      ['spring', 'b'],
      ['summer', 'a'],
    ]);
    // R: prop.test(15, 50, correct = FALSE)$conf.int
    expect(rows[0]!.interval!.lower).toBeCloseTo(0.191, 3);
    expect(rows[0]!.interval!.upper).toBeCloseTo(0.4375, 3);
  });

  it('are rows as ever where the slice is not asked for, or the figure compares none', () => {
    const rows = [row('a', 15, 50)];
    expect(comparedRows(split, () => 50, ['campaign'], rows)).toEqual({ rows });
    expect(comparedRows(kpi('other', 1, says), () => 50, ['variant'], rows)).toEqual({ rows });
  });

  it('are shares of records, by a slice and a number it has', () => {
    const with_ = (more: object) => () =>
      kpi('wrong', 1, { ...says, compares: { slice: 'variant', sample: 'sample' }, ...more });
    expect(with_({ amounts: true })).toThrow('only shares');
    expect(with_({ compares: { slice: 'channel', sample: 'sample' } })).toThrow('lacks the slice');
    expect(with_({ compares: { slice: 'variant', sample: 'days' } })).toThrow('lacks the slice');
  });
});
