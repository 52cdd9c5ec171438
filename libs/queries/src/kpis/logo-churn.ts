import { kpi, sql } from '#kernel';
import { OVER_SUBSCRIBERS, PLAN_SLICES, subscribersSql } from '../reading/paid-subscriptions.js';

/**
 * Ratio: customers with a paid subscription in force at the beginning of the period who have none at its end / those with
 * one at its beginning. A cancellation that takes effect later is no churn until it does.
 */
export const logoChurn = kpi('logo-churn', 1, {
  ...OVER_SUBSCRIBERS,
  kind: 'ratio',
  unit: 'ratio',
  gives: ['contact', 'company', 'event_id', 'num'],
  records: (reading) => sql`SELECT s.*, NOT s.stayed AS num FROM (${subscribersSql(reading)}) s`,
  slices: PLAN_SLICES,
  title: { en: 'Customer churn', fr: 'Attrition des clients', id: 'Churn pelanggan' },
  says: {
    en: 'Of the customers with a paid subscription at the beginning of the period, those who have none at its end; trials do not count, pauses do.',
    fr: 'Parmi les clients ayant un abonnement payant au début de la période, ceux qui n’en ont plus à la fin ; les essais ne comptent pas, les pauses si.',
    id: 'Dari pelanggan dengan langganan berbayar pada awal periode, yang tidak lagi memilikinya pada akhir; uji coba tidak dihitung, jeda dihitung.',
  },
});
