import { optional, query, sql, word } from '#kernel';
import { held } from '../reading/moments.js';

/** What a unit of one currency is worth in another one, from a day on. */
export interface ExchangeRateLine {
  readonly rate: string;
  readonly from: string;
  readonly to: string;
  readonly value: number;
  readonly on: string;
}

const MOST = 1_000;

/** Every exchange rate, the newest day first: the newest thousand. */
export const exchangeRateList = query('exchange-rates', {
  path: 'exchange-rates',
  permission: 'settings.read',
  params: { from: optional(word), to: optional(word) },
  reads: ['exchange-rates'],
  clocks: true,
  answer: async (asking, { from, to }): Promise<{ readonly items: readonly ExchangeRateLine[] }> => ({
    items: await asking.rows<ExchangeRateLine>(sql`
      SELECT r.rate, r.from_currency AS "from", r.to_currency AS "to", r.value, r.on_day::text AS "on"
      FROM read.exchange_rates_rate r
      WHERE ${held(asking, 'r')}
        AND ${from === undefined ? sql`true` : sql`r.from_currency = ${from}`}
        AND ${to === undefined ? sql`true` : sql`r.to_currency = ${to}`}
      ORDER BY r.on_day DESC, r.from_currency, r.to_currency, r.rate LIMIT ${MOST}`),
  }),
});
