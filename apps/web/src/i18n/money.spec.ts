import fc from 'fast-check';
import { amountToType, compactMoney, decimalsOf, money, typedAmount } from './money.js';

describe('money', () => {
  it('is written with the decimals of its currency', () => {
    expect(money('en', 123_450, 'EUR')).toBe('€1,234.50');
    expect(money('en', 123_400, 'EUR')).toBe('€1,234');
    expect(money('en', 1234, 'JPY')).toBe('¥1,234');
    expect(money('en', 1234, 'points')).toBe('12.34 points');
    expect(compactMoney('en', 123_450_000, 'EUR')).toBe('€1.2M');
    expect(compactMoney('en', 123_450, 'EUR')).toBe('€1,234.50');
  });

  it.each([
    ['1234.5', 'EUR', 123_450],
    ['1,234.50', 'EUR', 123_450],
    ['1.234,50', 'EUR', 123_450],
    ['1 234', 'EUR', 123_400],
    ['1,234', 'EUR', 123_400],
    ['1.234', 'KWD', 1234],
    ['1,234', 'JPY', 1234],
    ['12.345', 'JPY', 12_345],
  ])('means what people type: %s %s', (typed, currency, amount) => {
    expect(typedAmount(typed, currency)).toBe(amount);
  });

  it.each(['', 'ten', '-5', '12.3456', '1e9', '9999999999999999999'])('is not what is no amount: %s', (typed) => {
    expect(typedAmount(typed, 'EUR')).toBeNull();
  });

  it('is typed again as it was', () => {
    const currencies = fc.constantFrom('EUR', 'JPY', 'KWD', 'IDR');
    fc.assert(
      fc.property(fc.nat(1e12), currencies, (amount, currency) => {
        expect(typedAmount(amountToType(amount, currency), currency)).toBe(amount);
        expect(decimalsOf(currency)).toBeLessThan(4);
      }),
    );
  });
});
