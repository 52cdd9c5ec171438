import { date, facts, label, projection, real, spans, states, uuid, when } from '#kernel';
import { exchangeRateSet } from '#journey';

const RATE = { rate: uuid, from_currency: label, to_currency: label, value: real, on_day: date } as const;

/**
 * What a unit of one currency is worth in another one from `on_day` on, until the next one of the two. Which rate holds
 * is a matter of that day and of what is believed, not of when somebody set it.
 */
export const exchangeRates = projection('exchange-rates', 1, {
  facts: {
    set: facts(
      RATE,
      [
        when(exchangeRateSet, ({ about, payload }) => ({
          rate: about.rate,
          from_currency: payload.from,
          to_currency: payload.to,
          value: payload.rate,
          on_day: payload.on,
        })),
      ],
      ['rate', 'from_currency, to_currency, on_day'],
    ),
  },
  states: {
    rate: states({
      per: ['rate'],
      from: ['set'],
      columns: { from_currency: label, to_currency: label, value: real, on_day: date },
      derive: (believed) =>
        spans(believed, ({ from_currency, to_currency, value, on_day }) => ({
          from_currency,
          to_currency,
          value,
          on_day,
        })),
    }),
  },
});
