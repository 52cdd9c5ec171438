import { decimalsOf, inMinorUnits } from './money.js';

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
});
