import { kpi, sql } from '#kernel';
import { believed, mapped } from '../reading/contact.js';
import { customersSql, CUSTOMER_SLICES } from '../reading/customer-records.js';
import { hoursBetween, hoursSince, instantOf } from '../reading/durations.js';
import { placed } from '../reading/moments.js';

/**
 * Curve, days: from when a customer became one to the first touch that shows its first value (`event`, by its kind or
 * name), of the contact itself; of an account, of whoever bought for it or belongs to it. Those it was not seen of yet are
 * censored at the as-of point. Placed by when they became customers.
 */
export const onboardingTime = kpi('onboarding-time', 1, {
  kind: 'curve',
  unit: 'days',
  team: 'retention',
  reads: ['customers', 'contacts', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'num', 'value'],
  records: (reading) => sql`
    SELECT c.*, c.since_at AS placed, c.since_precision AS placed_precision, c.since_event AS event_id,
           c.valued_at IS NOT NULL AS num,
           greatest(CASE WHEN c.valued_at IS NULL THEN ${hoursSince(reading, 'c', 'since', reading.at)}
                    ELSE ${hoursBetween(reading, 'c', 'since', 'valued')} END / 24, 0) AS value
    FROM (
      SELECT c.*, first.valued_at, first.valued_precision
      FROM (${customersSql(reading, reading.at)}) c
      LEFT JOIN LATERAL (
        SELECT t.occurred_at AS valued_at, t.precision AS valued_precision
        FROM (
          SELECT c.contact AS node WHERE c.contact IS NOT NULL
          UNION
          SELECT b.profile FROM read.customers_became b
          WHERE b.thing = c.thing AND b.event_id = c.since_event AND ${believed(reading, 'b')}
          UNION
          SELECT s.node FROM read.identity_map e
          JOIN read.identity_membership s ON s.company = e.node AND ${mapped(reading, 's')}
          WHERE e.contact = c.company AND ${mapped(reading, 'e')}
          UNION
          SELECT g.profile FROM read.identity_map e
          JOIN read.contacts_grouped g ON g.company = e.node AND ${believed(reading, 'g')}
          WHERE e.contact = c.company AND ${mapped(reading, 'e')}
        ) seen
        JOIN read.identity_map own ON own.node = seen.node AND ${mapped(reading, 'own')}
        JOIN read.identity_map m ON m.contact = own.contact AND ${mapped(reading, 'm')}
        JOIN read.contacts_touch t ON t.profile = m.node AND ${believed(reading, 't')}
        CROSS JOIN LATERAL (SELECT ${placed(sql`t.occurred_at`, sql`t.precision`, reading.zone)} AS at) happened
        WHERE ${reading.parameter('event')}::text IN (t.kind, t.name) AND happened.at >= ${instantOf(reading, 'c', 'since')}
        ORDER BY happened.at, t.position LIMIT 1
      ) first ON true
    ) c`,
  slices: CUSTOMER_SLICES,
  parameters: { event: { type: 'word', preset: 'activated' } },
  title: { en: 'Onboarding time', fr: 'Temps de prise en main', id: 'Waktu orientasi' },
  says: {
    en: 'Days from becoming a customer to the first touch that shows first value, by its kind or name as chosen; those it was not seen of yet count as far as they have come.',
    fr: 'Jours entre le début comme client et le premier contact montrant une première valeur, par son type ou son nom au choix ; ceux chez qui il n’a pas encore été vu comptent jusqu’où ils sont arrivés.',
    id: 'Hari dari menjadi pelanggan hingga sentuhan pertama yang menunjukkan nilai pertama, menurut jenis atau namanya sesuai pilihan; yang belum terlihat dihitung sejauh ini.',
  },
});
