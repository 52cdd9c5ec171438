import { given } from '../../test/given.js';
import { exchangeRateSet } from '../events/settings/exchange-rate-set.js';
import { setExchangeRate } from './exchange-rate.js';

const rate = '0192f0c1-1111-8000-8000-000000000001';
const params = { from: 'USD', to: 'EUR', rate: 0.92, on: '2026-01-01' };

describe('an exchange rate', () => {
  it('is set, once, and set right', () => {
    expect(given().when(setExchangeRate, params)).toEqual([['exchange-rate-set', params]]);
    expect(given(exchangeRateSet.of({ rate }, params)).when(setExchangeRate, params)).toEqual([]);
    expect(given(exchangeRateSet.of({ rate }, params)).when(setExchangeRate, { ...params, rate: 0.93 })).toHaveLength(
      1,
    );
  });
  it('is more than nothing, between two currencies', () => {
    for (const rate of [0, -1]) expect(given().when(setExchangeRate, { ...params, rate })).toBe('exchange-rate.rate');
    expect(given().when(setExchangeRate, { ...params, from: 'dollar' })).toBe('exchange-rate.currency');
    expect(given().when(setExchangeRate, { ...params, to: 'USD' })).toBe('exchange-rate.same-currency');
    expect(given().when(setExchangeRate, params, { id: 'x' })).toBe('exchange-rate.unknown');
  });
});
