import { kpi, own, sql } from '#kernel';
import { OVER_SUBSCRIBERS, recurringSql } from '../reading/paid-subscriptions.js';

/**
 * Sum, money: by how much each customer's recurring amount of a month changed from the beginning of the period to its
 * end, by movement: new, reactivation (a customer before, not at the beginning), expansion, contraction, churn. They add
 * up to the change of `mrr`.
 */
export const mrrMovements = kpi('mrr-movements', 1, {
  ...OVER_SUBSCRIBERS,
  kind: 'sum',
  unit: 'money',
  gives: ['contact', 'company', 'event_id', 'value', 'currency'],
  records: (reading) => sql`
    SELECT r.record, r.contact, r.company, r.event_id, r.currency, r.ends - r.begins AS value,
           CASE WHEN NOT r.was AND r.ever THEN 'reactivation' WHEN NOT r.was THEN 'new' WHEN NOT r.is_one THEN 'churn'
                WHEN r.ends > r.begins THEN 'expansion' ELSE 'contraction' END AS movement
    FROM (${recurringSql(reading)}) r
    WHERE r.ends <> r.begins`,
  slices: { movement: own },
  title: { en: 'MRR movements', fr: 'Mouvements du MRR', id: 'Pergerakan MRR' },
  says: {
    en: 'Change of the monthly recurring revenue over the period, customer by customer: new, reactivation, expansion, contraction and churn.',
    fr: 'Variation du revenu mensuel récurrent sur la période, client par client : nouveau, réactivation, expansion, contraction et attrition.',
    id: 'Perubahan pendapatan berulang bulanan selama periode, per pelanggan: baru, reaktivasi, ekspansi, kontraksi, dan churn.',
  },
});
