import { kpi, sql } from '#kernel';
import { resolutionsSql, ticketSlices } from '../reading/ticket-records.js';

/**
 * Quantile, hours: opened → last resolution of tickets that are solved, placed at the resolution; `waiting=excluded` leaves
 * out the time they waited for the customer. A ticket that is open again has no last resolution yet; one that was merged has none.
 */
export const fullResolution = kpi('full-resolution', 1, {
  kind: 'quantile',
  unit: 'hours',
  team: 'service',
  reads: ['tickets', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'value'],
  records: (reading) => sql`
    ${resolutionsSql(reading, 'resolved', reading.parameter('waiting'))} AND t.status IN ('resolved', 'closed')`,
  slices: ticketSlices(),
  parameters: { waiting: { type: 'word', preset: 'included', among: ['included', 'excluded'] } },
  title: { en: 'Full resolution', fr: 'Résolution complète', id: 'Penyelesaian penuh' },
  says: {
    en: 'Hours from the opening of a ticket to its last resolution, placed at that resolution; tickets that are open again, or were merged, are left out.',
    fr: 'Heures entre l’ouverture d’un ticket et sa dernière résolution, à la date de celle-ci ; sans les tickets rouverts ou fusionnés.',
    id: 'Jam dari pembukaan tiket hingga penyelesaian terakhirnya, menurut waktu penyelesaian itu; tiket yang terbuka lagi atau digabung tidak dihitung.',
  },
});
