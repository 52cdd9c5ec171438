import { kpi, sql } from '#kernel';
import { OVER_SUBSCRIBERS, recurringSql } from '../reading/paid-subscriptions.js';

/** Ratio of money: over customers active at the beginning of the period, the smaller of their recurring amounts at both ends / those at its beginning. Nobody makes up for another. */
export const grossRevenueRetention = kpi('gross-revenue-retention', 1, {
  ...OVER_SUBSCRIBERS,
  kind: 'ratio',
  unit: 'ratio',
  amounts: true,
  gives: ['contact', 'company', 'event_id', 'num', 'den', 'currency'],
  records: (reading) => sql`
    SELECT r.*, least(r.begins, r.ends) AS num, r.begins AS den
    FROM (${recurringSql(reading)}) r
    WHERE r.was`,
  slices: {},
  title: { en: 'Gross revenue retention', fr: 'Rétention brute du revenu', id: 'Retensi pendapatan kotor' },
  says: {
    en: 'Of the monthly recurring revenue at the beginning of the period, what the same customers still pay at its end, no more than before of each.',
    fr: 'Du revenu mensuel récurrent au début de la période, ce que les mêmes clients paient encore à la fin, au plus autant qu’avant pour chacun.',
    id: 'Dari pendapatan berulang bulanan pada awal periode, yang masih dibayar pelanggan yang sama pada akhir, masing-masing paling banyak seperti semula.',
  },
});
