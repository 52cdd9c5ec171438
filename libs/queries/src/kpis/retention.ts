import { kpi, sql } from '#kernel';
import { OVER_SUBSCRIBERS, PLAN_SLICES, subscribersSql } from '../reading/paid-subscriptions.js';

/** Ratio: what is left of one by `logo-churn`: customers who have a paid subscription at both ends of the period / at its beginning. */
export const retention = kpi('retention', 1, {
  ...OVER_SUBSCRIBERS,
  kind: 'ratio',
  unit: 'ratio',
  gives: ['contact', 'company', 'event_id', 'num'],
  records: (reading) => sql`SELECT s.*, s.stayed AS num FROM (${subscribersSql(reading)}) s`,
  slices: PLAN_SLICES,
  title: { en: 'Customer retention', fr: 'Rétention des clients', id: 'Retensi pelanggan' },
  says: {
    en: 'Of the customers with a paid subscription at the beginning of the period, those who have one at its end; trials do not count, pauses do.',
    fr: 'Parmi les clients ayant un abonnement payant au début de la période, ceux qui en ont un à la fin ; les essais ne comptent pas, les pauses si.',
    id: 'Dari pelanggan dengan langganan berbayar pada awal periode, yang memilikinya pada akhir; uji coba tidak dihitung, jeda dihitung.',
  },
});
