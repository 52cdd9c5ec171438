import { event, day, decimal, required, word } from '#kernel';

/** What one unit of a currency is worth in another one, from a day on. */
export const exchangeRateSet = event('exchange-rate-set', 1, {
  about: { rate: required },
  payload: { from: word, to: word, rate: decimal, on: day },
});
