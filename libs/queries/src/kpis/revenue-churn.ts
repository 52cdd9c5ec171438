import { kpi, sql } from '#kernel';
import { OVER_SUBSCRIBERS, recurringSql } from '../reading/paid-subscriptions.js';

/** Ratio of money: over customers active at the beginning of the period, what they lost or contracted by its end / their recurring amounts at its beginning. */
export const revenueChurn = kpi('revenue-churn', 1, {
  ...OVER_SUBSCRIBERS,
  kind: 'ratio',
  unit: 'ratio',
  amounts: true,
  gives: ['contact', 'company', 'event_id', 'num', 'den', 'currency'],
  records: (reading) => sql`
    SELECT r.*, greatest(r.begins - r.ends, 0) AS num, r.begins AS den
    FROM (${recurringSql(reading)}) r
    WHERE r.was`,
  slices: {},
  title: { en: 'Revenue churn', fr: 'Attrition du revenu', id: 'Churn pendapatan' },
  says: {
    en: 'Of the monthly recurring revenue at the beginning of the period, what its customers have left or reduced by its end.',
    fr: 'Du revenu mensuel récurrent au début de la période, ce que ses clients ont quitté ou réduit à la fin.',
    id: 'Dari pendapatan berulang bulanan pada awal periode, bagian yang hilang atau dikurangi pelanggannya hingga akhir.',
  },
});
