import type { When } from '#kernel';
import { happenedAt } from './clock.js';

const arrivedAt = Date.parse('2026-03-01T12:00:00.000Z');
const at = (time: string): When => ({ precision: 'instant', at: `2026-03-01T${time}.000Z` });
const sent = (time: string) => ({ arrivedAt, sentAt: Date.parse(`2026-03-01T${time}.000Z`) });
const alone = { arrivedAt, sentAt: null };

describe('the clocks of clients', () => {
  it('are believed where nothing shows that they are off', () => {
    expect(happenedAt(at('11:00:00'), alone)).toEqual(at('11:00:00'));
    expect(happenedAt(at('11:00:00'), sent('11:59:00'))).toEqual(at('11:00:00'));
    expect(happenedAt(at('11:00:00'), sent('12:01:00'))).toEqual(at('11:00:00'));
  });

  it('are corrected by what they are off, if that is more than a minute', () => {
    expect(happenedAt(at('11:00:00'), sent('11:58:59'))).toEqual(at('11:01:01'));
    expect(happenedAt(at('11:00:00'), sent('12:01:01'))).toEqual(at('10:58:59'));
    expect(happenedAt(at('23:00:00'), sent('23:30:00'))).toEqual(at('11:30:00'));
  });

  it('say when a message without a time was sent; the arrival says it where they say nothing or are off', () => {
    expect(happenedAt(undefined, sent('11:59:30'))).toEqual(at('11:59:30'));
    expect(happenedAt(undefined, sent('09:00:00'))).toEqual(at('12:00:00'));
    expect(happenedAt(undefined, alone)).toEqual(at('12:00:00'));
  });

  it('are not believed about the future beyond five minutes, after correction', () => {
    expect(happenedAt(at('12:05:00'), alone)).toEqual(at('12:05:00'));
    expect(happenedAt({ precision: 'instant', at: '2026-03-01T12:05:00.001Z' }, alone)).toMatchObject({
      reason: 'future',
      where: 'when',
      what: 'is 2026-03-01T12:05:00.001Z, after the message arrived at 2026-03-01T12:00:00.000Z',
    });
    expect(happenedAt(at('14:00:00'), sent('14:00:00'))).toEqual(at('12:00:00'));
  });

  it('are not believed about times before 1970', () => {
    expect(happenedAt({ precision: 'instant', at: '1970-01-01T00:00:00.000Z' }, alone)).toHaveProperty('at');
    expect(happenedAt({ precision: 'instant', at: '1969-12-31T23:59:59.999Z' }, alone)).toHaveProperty('what');
    expect(happenedAt({ precision: 'day', at: '1969-12-31' }, alone)).toHaveProperty('what');
  });

  it('do not move days, nor what nobody knows the time of', () => {
    expect(happenedAt({ precision: 'day', at: '2026-02-28' }, sent('23:30:00'))).toEqual({
      precision: 'day',
      at: '2026-02-28',
    });
    expect(happenedAt({ precision: 'day', at: '2026-03-02' }, alone)).toHaveProperty('at');
    expect(happenedAt({ precision: 'day', at: '2026-03-03' }, alone)).toHaveProperty('what');
    expect(happenedAt({ precision: 'none' }, sent('23:30:00'))).toEqual({ precision: 'none' });
  });
});
