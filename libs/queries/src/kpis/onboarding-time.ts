import { kpi, sql, type KpiReading, type Sql } from '#kernel';
import { believed, mapped } from '../reading/contact.js';
import { customersSql, CUSTOMER_SLICES } from '../reading/customer-records.js';
import { hoursBetween, hoursSince, instantOf } from '../reading/durations.js';
import { placed } from '../reading/moments.js';

/** What both versions say but for how they look. */
export const OF_ONBOARDING_TIME = {
  kind: 'curve',
  unit: 'days',
  team: 'retention',
  reads: ['customers', 'contacts', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'num', 'value'],
  slices: CUSTOMER_SLICES,
  parameters: { event: { type: 'word', preset: 'activated' } },
  title: { en: 'Onboarding time', fr: 'Temps de prise en main', id: 'Waktu orientasi' },
  says: {
    en: 'Days from becoming a customer to the first touch that shows first value, by its kind or name as chosen; those it was not seen of yet count as far as they have come.',
    fr: 'Jours entre le début comme client et le premier contact montrant une première valeur, par son type ou son nom au choix ; ceux chez qui il n’a pas encore été vu comptent jusqu’où ils sont arrivés.',
    id: 'Hari dari menjadi pelanggan hingga sentuhan pertama yang menunjukkan nilai pertama, menurut jenis atau namanya sesuai pilihan; yang belum terlihat dihitung sejauh ini.',
  },
} as const;

/** SQL of when customers came to their first value; `customers` is SQL of them with the first touch that shows it. */
export function onboardingSql(reading: KpiReading, customers: Sql): Sql {
  return sql`
    SELECT c.*, c.since_at AS placed, c.since_precision AS placed_precision, c.since_event AS event_id,
           c.valued_at IS NOT NULL AS num,
           greatest(CASE WHEN c.valued_at IS NULL THEN ${hoursSince(reading, 'c', 'since', reading.at)}
                    ELSE ${hoursBetween(reading, 'c', 'since', 'valued')} END / 24, 0) AS value
    FROM (
      ${customers}
    ) c`;
}

/** SQL of customers with the first touch that shows value: such touches are few, and looked for once for all of them. */
function withFirst(reading: KpiReading): Sql {
  const event = sql`${reading.parameter('event')}::text`;
  return sql`
      WITH customer AS MATERIALIZED (${customersSql(reading, reading.at)}),
      shown AS MATERIALIZED (
        SELECT m.contact, t.occurred_at, t.precision, t.position,
               ${placed(sql`t.occurred_at`, sql`t.precision`, reading.zone)} AS at
        FROM (
          SELECT t.* FROM read.contacts_touch t WHERE ${believed(reading, 't')} AND t.kind = ${event}
          UNION ALL
          SELECT t.* FROM read.contacts_touch t WHERE ${believed(reading, 't')} AND t.name = ${event} AND t.kind IS DISTINCT FROM ${event}
        ) t
        JOIN read.identity_map m ON m.node = t.profile AND ${mapped(reading, 'm')}
      ),
      seen AS (
        SELECT c.record, c.contact AS node FROM customer c WHERE c.contact IS NOT NULL
        UNION
        SELECT c.record, b.profile FROM customer c
        JOIN read.customers_became b ON b.thing = c.thing AND b.event_id = c.since_event AND ${believed(reading, 'b')}
        UNION
        SELECT c.record, s.node FROM customer c
        JOIN read.identity_map e ON e.contact = c.company AND ${mapped(reading, 'e')}
        JOIN read.identity_membership s ON s.company = e.node AND ${mapped(reading, 's')}
        UNION
        SELECT c.record, g.profile FROM customer c
        JOIN read.identity_map e ON e.contact = c.company AND ${mapped(reading, 'e')}
        JOIN read.contacts_grouped g ON g.company = e.node AND ${believed(reading, 'g')}
      ),
      first AS (
        SELECT DISTINCT ON (c.record) c.record, v.occurred_at AS valued_at, v.precision AS valued_precision
        FROM shown v
        JOIN read.identity_map own ON own.contact = v.contact AND ${mapped(reading, 'own')}
        JOIN seen ON seen.node = own.node
        JOIN customer c ON c.record = seen.record
        WHERE v.at >= ${instantOf(reading, 'c', 'since')}
        ORDER BY c.record, v.at, v.position
      )
      SELECT c.*, first.valued_at, first.valued_precision FROM customer c LEFT JOIN first USING (record)`;
}

/**
 * Curve, days: from when a customer became one to the first touch that shows its first value (`event`, by its kind or
 * name), of the contact itself; of an account, of whoever bought for it or belongs to it. Those it was not seen of yet are
 * censored at the as-of point. Placed by when they became customers. Version 1 counts the same, and walks the touches of
 * each customer.
 */
export const onboardingTime = kpi('onboarding-time', 2, {
  ...OF_ONBOARDING_TIME,
  records: (reading) => onboardingSql(reading, withFirst(reading)),
});
