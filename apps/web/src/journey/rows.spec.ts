import type { Touch } from '../api/types.js';
import { dayOf } from '../i18n/format.js';
import { dayAt, journeyRows, SILENCE_DAYS } from './rows.js';

const jakarta = (at: string): string => dayOf('Asia/Jakarta', at);

function touch(eventId: string, at: string | null, precision: Touch['precision'] = 'instant'): Touch {
  return {
    eventId,
    position: 1,
    at,
    precision,
    channel: 'web',
    kind: 'viewed',
    direction: 'in',
    campaign: null,
    variant: null,
    name: null,
    duration: null,
    title: null,
    source: 'site',
  };
}

const shapes = (touches: readonly Touch[]): string[] =>
  journeyRows(touches, jakarta).map((row) =>
    row.type === 'touch' ? row.key : row.type === 'day' ? `day ${row.day}` : `gap ${row.days}`,
  );

describe('the lines of a journey', () => {
  it('come under the day of the workspace, not of the world', () => {
    expect(shapes([touch('late', '2024-03-03T18:00:00Z'), touch('early', '2024-03-03T16:59:59Z')])).toEqual([
      'day 2024-03-04',
      'late',
      'day 2024-03-03',
      'early',
    ]);
  });

  it('keep a day that is known only as a day, whatever the zone', () => {
    expect(shapes([touch('day', '2024-03-03T00:00:00.000Z', 'day')])).toEqual(['day 2024-03-03', 'day']);
  });

  it('say a silence between days far apart, and none between near ones', () => {
    expect(shapes([touch('b', '2024-03-01T05:00:00Z'), touch('a', '2024-01-14T05:00:00Z')])).toEqual([
      'day 2024-03-01',
      'b',
      'gap 47',
      'day 2024-01-14',
      'a',
    ]);
    const near = new Date(Date.UTC(2024, 2, 1) - (SILENCE_DAYS - 1) * 86_400_000).toISOString();
    expect(shapes([touch('b', '2024-03-01T00:00:00Z'), touch('a', near)]).some((row) => row.startsWith('gap'))).toBe(
      false,
    );
  });

  it('put what nobody knows the time of under a heading of its own, without a silence before it', () => {
    expect(shapes([touch('b', '2024-03-01T05:00:00Z'), touch('a', null, 'none')])).toEqual([
      'day 2024-03-01',
      'b',
      'day null',
      'a',
    ]);
  });

  it('know the day above any line', () => {
    const rows = journeyRows([touch('b', '2024-03-01T05:00:00Z'), touch('a', '2024-01-14T05:00:00Z')], jakarta);
    expect(rows.map((_row, index) => dayAt(rows, index))).toEqual([
      '2024-03-01',
      '2024-03-01',
      '2024-03-01',
      '2024-01-14',
      '2024-01-14',
    ]);
    expect(dayAt([], 0)).toBeUndefined();
  });
});
