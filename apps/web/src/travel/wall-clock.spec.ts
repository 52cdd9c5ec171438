import { instantAt, wallClockAt } from './wall-clock.js';

describe('what clocks show', () => {
  it('is the local date and time of an instant, and back', () => {
    for (const zone of ['UTC', 'Asia/Jakarta', 'Europe/Paris', 'America/St_Johns', 'Pacific/Apia'])
      for (const at of ['2026-03-01T09:30:00.000Z', '2026-10-25T03:00:00.000Z', '1999-12-31T23:59:00.000Z'])
        expect(instantAt(zone, wallClockAt(zone, at))).toBe(at);
    expect(wallClockAt('Asia/Jakarta', '2026-02-28T18:00:00.000Z')).toEqual({ date: '2026-03-01', time: '01:00' });
  });

  it('is meant the first time where summer time ends', () => {
    expect(instantAt('Europe/Paris', { date: '2026-10-25', time: '02:30' })).toBe('2026-10-25T00:30:00.000Z');
  });

  it('is later by what is skipped where summer time begins', () => {
    const skipped = instantAt('Europe/Paris', { date: '2026-03-29', time: '02:30' })!;
    expect(skipped).toBe('2026-03-29T01:30:00.000Z');
    expect(wallClockAt('Europe/Paris', skipped)).toEqual({ date: '2026-03-29', time: '03:30' });
  });

  it('is no instant where it is no date or time', () => {
    expect(instantAt('UTC', { date: '2026-02-31', time: '09:00' })).toBeNull();
    expect(instantAt('UTC', { date: '', time: '09:00' })).toBeNull();
    expect(instantAt('UTC', { date: '2026-02-01', time: '9' })).toBeNull();
  });
});
