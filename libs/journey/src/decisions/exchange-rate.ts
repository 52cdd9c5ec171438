import { broken, decider, decision, evolves, isUuid } from '#kernel';
import { exchangeRateSet } from '../events/settings/exchange-rate-set.js';
import { isCurrency } from '../money.js';
import { same } from './known-deal.js';

/** What one unit of a currency is worth in another one from a day on, as it was set last; null before it was. */
export interface ExchangeRateState {
  readonly set: { readonly from: string; readonly to: string; readonly rate: number; readonly on: string } | null;
}

/** No currency is worth more or less of another one: further rates are slips of the hand. */
const MOST = 1e9;
const LEAST = 1 / MOST;

export const exchangeRate = decider<ExchangeRateState>(
  'exchange-rate',
  { set: null },
  evolves(exchangeRateSet, (_state, { payload }) => ({ set: { ...payload } })),
);

/** Sets a rate, from its day until the next one of the same currencies. Under the same id it is set right, under another one it is a further rate. */
export const setExchangeRate = decision(
  exchangeRate,
  'set',
  { permission: 'settings.manage', params: exchangeRateSet.payload },
  ({ set }, params, { id }) => {
    if (!isUuid(id)) throw broken('exchange-rate.unknown');
    for (const currency of [params.from, params.to])
      if (!isCurrency(currency)) throw broken('exchange-rate.currency', { currency });
    if (params.from === params.to) throw broken('exchange-rate.same-currency');
    if (params.rate < LEAST || params.rate > MOST)
      throw broken('exchange-rate.rate', { rate: params.rate, least: LEAST, most: MOST });
    return same(set, params) ? [] : [exchangeRateSet.of({ rate: id }, params)];
  },
);
