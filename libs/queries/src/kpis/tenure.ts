import { kpi, sql } from '#kernel';
import { CUSTOMER_SLICES, customersSql } from '../reading/customer-records.js';
import { hoursSince } from '../reading/durations.js';

/** Quantile, days, read at the end of a period: how long each customer has been one, from when it first became one. */
export const tenure = kpi('tenure', 1, {
  kind: 'quantile',
  unit: 'days',
  team: 'retention',
  placing: 'period',
  reads: ['customers'],
  gives: ['event_id', 'contact', 'company', 'value'],
  records: (reading) => sql`
    SELECT c.*, c.since_event AS event_id, ${hoursSince(reading, 'c', 'since', reading.to)} / 24 AS value
    FROM (${customersSql(reading, reading.closing)}) c`,
  slices: CUSTOMER_SLICES,
  title: { en: 'Customer tenure', fr: 'Ancienneté des clients', id: 'Lama menjadi pelanggan' },
  says: {
    en: 'Days from when each customer first became one to the end of the period; those nobody knows the beginning of are left out.',
    fr: 'Jours depuis que chaque client l’est devenu, jusqu’à la fin de la période ; sans ceux dont on ne connaît pas le début.',
    id: 'Hari sejak setiap pelanggan pertama kali menjadi pelanggan hingga akhir periode; yang awalnya tidak diketahui tidak dihitung.',
  },
});
