import { guessMoments } from './guess-moments.js';
import { formatProblem, momentReader } from './moments.js';

describe('how moments are written', () => {
  it.each([
    ['iso', 'day', ['2026-03-01', '2026-12-24']],
    ['iso', 'instant', ['2026-03-01T09:30:00Z', '2026-03-01 10:00:00+02:00']],
    ['iso', 'instant', ['2026-03-01 09:30', '2026-03-01']],
    ['d/M/yyyy', 'day', ['03/04/2026', '25/12/2026', '1/1/2026']],
    ['M/d/yyyy', 'day', ['03/04/2026', '12/25/2026']],
    ['M/d/yyyy H:mm', 'instant', ['03/04/2026 9:05', '12/25/2026 17:30']],
    ['M/d/yyyy h:mm a', 'instant', ['3/14/2026 9:05 AM', '12/25/2026 5:30 PM']],
    ['d.M.yyyy H:mm:ss', 'instant', ['01.03.2026 09:30:15', '2.3.2026 23:59:59']],
    ['d.M.yy', 'day', ['01.03.26', '31.12.25']],
    ['d-M-yyyy', 'day', ['01-03-2026', '31-12-2026']],
    ['yyyy/M/d', 'day', ['2026/03/01', '2026/12/24']],
    ['d MMM yyyy', 'day', ['1 Mar 2026', '24 Dec 2026']],
    ['MMM d, yyyy', 'day', ['Mar 1, 2026', 'Dec 24, 2026']],
  ] as const)('is %s, to the %s', (format, precision, values) => {
    expect(guessMoments(values, false)).toMatchObject({ format, precision });
    expect(formatProblem(format)).toBeNull();
    const read = momentReader({ formats: [format], zone: 'UTC' });
    for (const value of values) expect(read(value)).not.toBeNull();
  });

  it('puts the day first where nothing says otherwise, and says that it could be the other way', () => {
    expect(guessMoments(['03/04/2026', '05/06/2026'], false)).toEqual({
      format: 'd/M/yyyy',
      precision: 'day',
      orElse: 'M/d/yyyy',
    });
    expect(guessMoments(['03/04/2026', '25/06/2026'], false)).not.toHaveProperty('orElse');
  });

  it('takes numbers for moments only where their column speaks of time', () => {
    expect(guessMoments(['1772357400', '1772357401'], true)).toEqual({ format: 'unix', precision: 'instant' });
    expect(guessMoments(['1772357400123', '1772357401123'], true)).toEqual({
      format: 'unix-ms',
      precision: 'instant',
    });
    expect(guessMoments(['20260301', '20261224'], true)).toEqual({ format: 'yyyyMMdd', precision: 'day' });
    expect(guessMoments(['1772357400', '1772357401'], false)).toBeNull();
    expect(guessMoments(['1', '2', '3'], true)).toBeNull();
  });

  it('bears a little dirt, and none of what is no time', () => {
    const days = Array.from({ length: 28 }, (_, n) => `${n + 1}/03/2026`);
    expect(guessMoments([...days, 'soon'], false)).toMatchObject({ format: 'd/M/yyyy' });
    expect(guessMoments([...days, ...days.map((day) => `about ${day}`)], false)).toBeNull();
    for (const values of [['1.2.3', '10.4.1'], ['Ann', 'Ben'], ['12,50', '3,99'], ['+49 30 123456'], []])
      expect(guessMoments(values, false)).toBeNull();
  });
});
