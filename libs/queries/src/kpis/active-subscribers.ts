import { kpi, sql } from '#kernel';
import { inForce, OVER_SUBSCRIBERS, paidSql, PLAN_SLICES } from '../reading/paid-subscriptions.js';

/**
 * Count, read at the end of a period: customers with a paid subscription in force then, by the plan of the one begun
 * last. Paused is in force, a trial is not. `active-buyers` says it of businesses that take orders only.
 */
export const activeSubscribers = kpi('active-subscribers', 1, {
  ...OVER_SUBSCRIBERS,
  kind: 'count',
  unit: 'count',
  gives: ['contact', 'company', 'event_id'],
  records: (reading) => sql`
    SELECT DISTINCT ON (p.unit) p.unit AS record, p.contact, p.company, p.plan, p.started_event AS event_id
    FROM (${paidSql(reading)}) p
    WHERE ${inForce('p', reading.closing)}
    ORDER BY p.unit, p.valid_from DESC NULLS LAST, p.subscription`,
  slices: PLAN_SLICES,
  title: { en: 'Active subscribers', fr: 'Abonnés actifs', id: 'Pelanggan aktif' },
  says: {
    en: 'Customers with a paid subscription in force at the end of the period, paused ones included, trials not.',
    fr: 'Clients ayant un abonnement payant en cours à la fin de la période, suspendus compris, hors essais.',
    id: 'Pelanggan dengan langganan berbayar yang berlaku pada akhir periode, termasuk yang dijeda, tanpa masa uji coba.',
  },
});
