import { kpi, sql } from '#kernel';
import { inForce, OVER_SUBSCRIBERS, paidSql, PLAN_SLICES } from '../reading/paid-subscriptions.js';

/** Sum, money, read at the end of a period: the recurring amounts of a month of the paid subscriptions in force then; a year's by twelve. */
export const mrr = kpi('mrr', 1, {
  ...OVER_SUBSCRIBERS,
  kind: 'sum',
  unit: 'money',
  gives: ['contact', 'company', 'event_id', 'value', 'currency'],
  records: (reading) => sql`
    SELECT p.subscription AS record, p.contact, p.company, p.plan, p.started_event AS event_id, p.mrr AS value, p.currency
    FROM (${paidSql(reading)}) p
    WHERE ${inForce('p', reading.closing)}`,
  slices: PLAN_SLICES,
  title: {
    en: 'Monthly recurring revenue',
    fr: 'Revenu mensuel récurrent',
    id: 'Pendapatan berulang bulanan',
  },
  says: {
    en: 'Recurring amounts of a month of the paid subscriptions in force at the end of the period; a yearly price by twelve, trials not at all.',
    fr: 'Montants récurrents mensuels des abonnements payants en vigueur à la fin de la période ; un prix annuel divisé par douze, sans les essais.',
    id: 'Nilai berulang per bulan dari langganan berbayar yang berlaku pada akhir periode; harga tahunan dibagi dua belas, tanpa uji coba.',
  },
});
