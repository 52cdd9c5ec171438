import type { RatesTable } from '../engine/kpi/converting.js';

/** The exchange rates that money of figures is converted by. */
export const exchangeRates: RatesTable = {
  over: 'exchange-rates.set',
  from: 'from_currency',
  to: 'to_currency',
  rate: 'value',
  on: 'on_day',
};
