import { kpi, sql } from '#kernel';
import { placedOrdersSql } from '../reading/placed-orders.js';

/**
 * Count, read at the end of a period: customers who placed an order within `days` before, that was not called off by
 * then. An account where there is one, else a contact. `active-subscribers` says it of subscriptions.
 */
export const activeBuyers = kpi('active-buyers', 1, {
  kind: 'count',
  unit: 'count',
  team: 'retention',
  placing: 'period',
  reads: ['orders', 'identity'],
  gives: ['contact', 'company', 'event_id'],
  records: (reading) => sql`
    SELECT DISTINCT ON (o.unit) o.unit AS record, o.contact, o.company, o.placed_event AS event_id
    FROM (${placedOrdersSql(reading, reading.closing)}) o
    WHERE o.at <= ${reading.closing} AND o.at >= ${reading.to} - ${reading.parameter('days')}::integer * interval '1 day'
    ORDER BY o.unit, o.at DESC, o.order`,
  slices: {},
  parameters: { days: { type: 'whole', preset: 365 } },
  title: { en: 'Active buyers', fr: 'Acheteurs actifs', id: 'Pembeli aktif' },
  says: {
    en: 'Customers who ordered within 365 days, or as many as chosen, before the end of the period.',
    fr: 'Clients ayant commandé dans les 365 jours, ou le délai choisi, précédant la fin de la période.',
    id: 'Pelanggan yang memesan dalam 365 hari, atau sebanyak yang dipilih, sebelum akhir periode.',
  },
});
