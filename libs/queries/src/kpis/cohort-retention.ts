import { kpi, sql } from '#kernel';
import { placedOrdersSql } from '../reading/placed-orders.js';

/**
 * Matrix: of the customers whose first order fell in a month, the share that ordered n months later. Orders called off
 * are left out; the first order places a customer, so a period picks cohorts. An account where there is one, else a contact.
 */
export const cohortRetention = kpi('cohort-retention', 1, {
  kind: 'matrix',
  unit: 'ratio',
  team: 'retention',
  distinct: true,
  reads: ['orders', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'cohort', 'step'],
  records: (reading) => sql`
    SELECT o.unit AS record, o.contact, o.company, o.placed_event AS event_id, o.first_at AS placed,
           CASE WHEN o.first_at IS NULL THEN 'none' ELSE 'instant' END AS placed_precision,
           to_char(o.first_month, 'YYYY-MM') AS cohort,
           (extract(year FROM age(o.month, o.first_month)) * 12 + extract(month FROM age(o.month, o.first_month)))::integer AS step
    FROM (
      SELECT o.*, min(o.at) OVER one AS first_at, min(o.month) OVER one AS first_month
      FROM (
        SELECT o.*, date_trunc('month', o.at AT TIME ZONE ${reading.zone}) AS month
        FROM (${placedOrdersSql(reading, reading.at)}) o
      ) o
      WINDOW one AS (PARTITION BY o.unit)
    ) o`,
  slices: {},
  title: { en: 'Cohort retention', fr: 'Rétention par cohorte', id: 'Retensi kohort' },
  says: {
    en: 'Of the customers whose first order fell in a month, those who ordered in each month after it; orders called off are left out.',
    fr: 'Parmi les clients dont la première commande tombe dans un mois, ceux ayant commandé chaque mois suivant ; sans les commandes annulées.',
    id: 'Dari pelanggan yang pesanan pertamanya jatuh pada suatu bulan, yang memesan pada setiap bulan berikutnya; pesanan yang dibatalkan tidak dihitung.',
  },
});
