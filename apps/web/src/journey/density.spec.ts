import { barAt, bucketEnd, dayBefore, densityBars, placeOf } from './density.js';

const day = (at: string): string => at.slice(0, 10);

describe('the density strip', () => {
  const bars = densityBars(
    {
      bucket: 'month',
      buckets: [
        { from: '2024-01-01T00:00:00Z', touches: 100 },
        { from: '2024-02-01T00:00:00Z', touches: 1 },
        { from: '2024-12-01T00:00:00Z', touches: 25 },
      ],
    },
    day,
  );

  it('ends a bucket where the next would begin, whatever the month', () => {
    expect(bucketEnd('2024-01-31', 'day')).toBe('2024-02-01');
    expect(bucketEnd('2024-02-26', 'week')).toBe('2024-03-04');
    expect(bucketEnd('2024-02-01', 'month')).toBe('2024-03-01');
    expect(bucketEnd('2024-12-01', 'month')).toBe('2025-01-01');
    expect(bucketEnd('2024-01-01', 'year')).toBe('2025-01-01');
    expect(dayBefore('2024-03-01')).toBe('2024-02-29');
  });

  it('places bars by time, so that an empty stretch stays empty', () => {
    expect(bars[0]!.x0).toBe(0);
    expect(bars[1]!.x0).toBeCloseTo(bars[0]!.x1, 10);
    expect(bars[2]!.x1).toBe(1);
    expect(bars[2]!.x0 - bars[1]!.x1).toBeGreaterThan(0.7);
  });

  it('makes heights by square root and never invisible', () => {
    expect(bars.map(({ height }) => height)).toEqual([1, 0.1, 0.5]);
  });

  it('finds the bar at a place, and in an empty stretch the one before it', () => {
    expect(barAt(bars, 0)).toBe(0);
    expect(barAt(bars, 0.5)).toBe(1);
    expect(barAt(bars, 1)).toBe(2);
    expect(barAt(bars, placeOf(bars, '2024-12-15'))).toBe(2);
    expect(placeOf(bars, '1999-01-01')).toBe(0);
    expect(placeOf(bars, '2099-01-01')).toBe(1);
  });

  it('is empty for an empty life', () => {
    expect(densityBars({ bucket: 'day', buckets: [] }, day)).toEqual([]);
    expect(placeOf([], '2024-01-01')).toBe(0);
  });
});
