import { amountOf, currenciesOf } from './currencies.js';

describe('the currencies of a row', () => {
  const one = { value: 500, currency: 'EUR' };
  const several = { value: null, amounts: { EUR: 100, USD: 250 } };

  it('are each told apart', () => {
    expect(currenciesOf(one)).toEqual(['EUR']);
    expect(currenciesOf(several)).toEqual(['EUR', 'USD']);
    expect(currenciesOf({ value: 3 })).toEqual([]);
  });

  it('have each an amount of their own, and never that of another', () => {
    expect(amountOf(several, 'USD')).toBe(250);
    expect(amountOf(several, 'IDR')).toBeNull();
    expect(amountOf(one, 'EUR')).toBe(500);
    expect(amountOf(one, 'USD')).toBeNull();
    expect(amountOf({ value: 3 }, undefined)).toBe(3);
  });
});
