import { kpi, sql } from '#kernel';
import { inForce, OVER_SUBSCRIBERS, paidSql, PLAN_SLICES } from '../reading/paid-subscriptions.js';

/**
 * Ratio, read at the end of a period: customers who had churned at some time by then (their last paid subscription in
 * force had ended), come back or not / all who had ever had a paid subscription by then. The plan is that of their last one.
 */
export const everChurnedShare = kpi('ever-churned-share', 1, {
  ...OVER_SUBSCRIBERS,
  kind: 'ratio',
  unit: 'ratio',
  gives: ['contact', 'company', 'event_id', 'num'],
  records: (reading) => sql`
    WITH paid AS MATERIALIZED (
      SELECT * FROM (${paidSql(reading)}) p WHERE coalesce(p.valid_from, '-infinity') <= ${reading.closing}
    ),
    churned AS (
      SELECT DISTINCT p.unit FROM paid p
      WHERE p.valid_to <= ${reading.closing}
        AND NOT EXISTS (SELECT FROM paid other WHERE other.unit = p.unit AND ${inForce('other', sql`p.valid_to`)})
    )
    SELECT u.unit AS record, u.contact, u.company, u.plan, u.started_event AS event_id, c.unit IS NOT NULL AS num
    FROM (SELECT DISTINCT ON (unit) * FROM paid ORDER BY unit, valid_from DESC NULLS LAST, subscription) u
    LEFT JOIN churned c ON c.unit = u.unit`,
  slices: PLAN_SLICES,
  title: { en: 'Ever churned', fr: 'Déjà partis', id: 'Pernah berhenti' },
  says: {
    en: 'Of all who ever had a paid subscription by the end of the period, those whose last one in force had ended at some time, come back or not.',
    fr: 'Parmi tous ceux ayant eu un abonnement payant avant la fin de la période, ceux dont le dernier en vigueur a pris fin un jour, revenus ou non.',
    id: 'Dari semua yang pernah berlangganan berbayar hingga akhir periode, yang langganan terakhirnya pernah berakhir, kembali atau tidak.',
  },
});
