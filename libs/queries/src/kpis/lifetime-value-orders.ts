import { kpi, sql } from '#kernel';
import { placedOrdersSql } from '../reading/placed-orders.js';

/**
 * Prediction, money, the mean its figure, read at the end of a period: what each customer who has ordered will bring in
 * the `months` after it, in each currency by itself: BG/NBD (Fader, Hardie & Lee 2005) times gamma-gamma (Fader & Hardie
 * 2013), fitted to all of them, discounted by `discount` percent a year. Orders of one day are one purchase; of orders the
 * margin where their costs are known, else what they were net of refunds (`of=revenue` takes that throughout); those
 * without a date are left out. An account where there is one, else a contact.
 */
export const lifetimeValueOrders = kpi('lifetime-value-orders', 1, {
  kind: 'prediction',
  predicts: 'purchases',
  unit: 'money',
  team: 'retention',
  placing: 'period',
  reads: ['orders', 'identity'],
  gives: ['contact', 'company', 'event_id', 'currency', 'history'],
  records: (reading) => sql`
    SELECT md5(b.unit::text || b.currency)::uuid AS record, b.currency, min(b.contact::text)::uuid AS contact,
           min(b.company::text)::uuid AS company, (array_agg(b.event_id ORDER BY b.day, b.event_id))[1] AS event_id,
           ARRAY[count(*) - 1, max(b.day) - min(b.day), (${reading.closing} AT TIME ZONE ${reading.zone})::date - min(b.day),
                 coalesce((sum(b.spent) - (array_agg(b.spent ORDER BY b.day))[1]) / nullif(count(*) - 1, 0), 0)]::double precision[] AS history
    FROM (
      SELECT o.unit, o.currency, (o.at AT TIME ZONE ${reading.zone})::date AS day,
             sum(o.value) AS spent, min(o.contact::text)::uuid AS contact, min(o.company::text)::uuid AS company,
             min(o.placed_event::text)::uuid AS event_id
      FROM (
        SELECT o.*, CASE WHEN ${reading.parameter('of')}::text = 'margin' THEN coalesce(o.margin, o.net) ELSE o.net END AS value
        FROM (${placedOrdersSql(reading, reading.closing)}) o
      ) o
      WHERE o.at IS NOT NULL AND o.at <= ${reading.closing} AND o.value IS NOT NULL
      GROUP BY 1, 2, 3
    ) b
    GROUP BY b.unit, b.currency`,
  slices: {},
  parameters: {
    months: { type: 'whole', preset: 12, most: 120 },
    discount: { type: 'whole', preset: 10, most: 100 },
    of: { type: 'word', preset: 'margin', among: ['margin', 'revenue'] },
  },
  title: {
    en: 'Predicted value of orders',
    fr: 'Valeur prédite des commandes',
    id: 'Nilai pesanan yang diperkirakan',
  },
  says: {
    en: 'What each customer is expected to order in the months ahead, in the mean: how often they will come back (BG/NBD) times what they will spend (gamma-gamma), discounted.',
    fr: 'Ce que chaque client devrait commander dans les mois à venir, en moyenne : fréquence des retours (BG/NBD) fois dépense par achat (gamma-gamma), actualisée.',
    id: 'Pesanan yang diharapkan dari setiap pelanggan dalam bulan-bulan mendatang, rata-rata: seberapa sering kembali (BG/NBD) kali belanjanya (gamma-gamma), didiskontokan.',
  },
});
