import { kpi, sql } from '#kernel';
import { paidSql } from '../reading/paid-subscriptions.js';
import { placedOrdersSql } from '../reading/placed-orders.js';

/** Of how many seconds a month is: the mean one of the Gregorian calendar. */
const SECONDS_A_MONTH = 2_629_746;

/**
 * Quantile, money, the mean its figure, read at the end of a period: what each customer has brought to date, in each
 * currency by itself, historic. Of orders the margin where their costs are known, else what they were net of refunds; of
 * paid subscriptions the recurring amount of a month for as long as they were in force. `of=revenue` takes revenue
 * throughout.
 */
export const lifetimeValue = kpi('lifetime-value', 1, {
  kind: 'quantile',
  unit: 'money',
  team: 'retention',
  centre: 'mean',
  placing: 'period',
  reads: ['orders', 'subscriptions', 'identity'],
  gives: ['contact', 'company', 'value', 'currency'],
  records: (reading) => sql`
    SELECT md5(v.unit::text || v.currency)::uuid AS record, v.currency, sum(v.value) AS value,
           min(v.contact::text)::uuid AS contact, min(v.company::text)::uuid AS company
    FROM (
      SELECT o.unit, o.contact, o.company, o.currency,
             CASE WHEN ${reading.parameter('of')}::text = 'margin' THEN coalesce(o.margin, o.net) ELSE o.net END AS value
      FROM (${placedOrdersSql(reading, reading.closing)}) o
      UNION ALL
      SELECT p.unit, p.contact, p.company, p.currency,
             p.mrr * extract(epoch FROM least(p.valid_to, ${reading.closing}) - p.valid_from) / ${SECONDS_A_MONTH}
      FROM (${paidSql(reading)}) p
      WHERE p.valid_from < ${reading.closing} AND p.mrr IS NOT NULL
    ) v
    GROUP BY v.unit, v.currency`,
  slices: {},
  parameters: { of: { type: 'word', preset: 'margin', among: ['margin', 'revenue'] } },
  title: { en: 'Lifetime value', fr: 'Valeur vie client', id: 'Nilai seumur hidup' },
  says: {
    en: 'What each customer has brought to date, mean and median: margin of orders where costs are known, else their revenue, and what subscriptions came to while in force.',
    fr: 'Ce que chaque client a rapporté à ce jour, moyenne et médiane : marge des commandes si les coûts sont connus, sinon leur revenu, et les abonnements tant qu’ils étaient en vigueur.',
    id: 'Yang dihasilkan setiap pelanggan hingga kini, rata-rata dan median: margin pesanan bila biayanya diketahui, selain itu pendapatannya, dan nilai langganan selama berlaku.',
  },
});
