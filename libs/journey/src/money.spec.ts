import type { Problem } from '#kernel';
import { decimalsOf, inMinorUnits } from './money.js';
import { money } from './vocabulary.js';

describe('money', () => {
  it('has as many decimals as its currency (ISO 4217)', () => {
    expect(['EUR', 'JPY', 'KWD', 'XYZ', 'points'].map(decimalsOf)).toEqual([2, 0, 3, 2, 2]);
  });
  it('is said in minor units of its currency, whatever exponent a source says it with', () => {
    expect(inMinorUnits({ amount: 1250, currency: 'EUR' })).toBe(1250);
    expect(inMinorUnits({ amount: 12, currency: 'EUR', exponent: 0 })).toBe(1200);
    expect(inMinorUnits({ amount: -123_450, currency: 'EUR', exponent: 4 })).toBe(-1235);
    expect(inMinorUnits({ amount: 150, currency: 'JPY', exponent: 2 })).toBe(2);
  });
  it('is what can be kept exactly in them', () => {
    const refused = (said: object): readonly Problem[] => {
      const problems: Problem[] = [];
      money.check(said, 'amount', problems);
      return problems;
    };
    for (const said of [
      { amount: 1250, currency: 'EUR' },
      { amount: 12, currency: 'EUR', exponent: 0 },
      { amount: -12_300, currency: 'EUR', exponent: 4 },
      { amount: 7, currency: 'JPY', exponent: -3 },
      { amount: 0, currency: 'EUR', exponent: 300 },
      { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR', exponent: 2 },
    ])
      expect([said, refused(said)]).toEqual([said, []]);
    expect(refused({ amount: 123_456_789, currency: 'BTC', exponent: 8 })).toEqual([
      {
        where: 'amount.exponent',
        what: '123456789 with 8 decimals is finer than the 2 that BTC is kept with',
        remedy: 'say it in decimals of the currency',
      },
    ]);
    for (const said of [
      { amount: 12_345, currency: 'EUR', exponent: 4 },
      { amount: 1, currency: 'EUR', exponent: 3 },
      { amount: 1, currency: 'EUR', exponent: 400 },
      { amount: 123_456_789, currency: 'BTC', exponent: -15 },
      { amount: -1, currency: 'EUR', exponent: -300 },
      { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR', exponent: 1 },
    ])
      expect([said, refused(said).map(({ where }) => where)]).toEqual([said, ['amount.exponent']]);
    // said badly, it is told what is bad
    expect(refused({ amount: 1.5, currency: 'EUR', exponent: 2 }).map(({ where }) => where)).toEqual(['amount.amount']);
  });
});
