import { kpi } from '#kernel';
import { resolutionsSql, ticketSlices } from '../reading/ticket-records.js';

/**
 * Quantile, hours: opened → first resolution, placed at the resolution, whatever came after; `waiting=excluded` leaves out
 * the time a ticket had waited for the customer by then.
 */
export const firstResolution = kpi('first-resolution', 1, {
  kind: 'quantile',
  unit: 'hours',
  team: 'service',
  reads: ['tickets', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'value'],
  records: (reading) => resolutionsSql(reading, 'first_resolved', reading.parameter('waiting')),
  slices: ticketSlices(),
  parameters: { waiting: { type: 'word', preset: 'included', among: ['included', 'excluded'] } },
  title: { en: 'First resolution', fr: 'Première résolution', id: 'Penyelesaian pertama' },
  says: {
    en: 'Hours from the opening of a ticket to its first resolution, placed at that resolution, whether or not it was reopened later.',
    fr: 'Heures entre l’ouverture d’un ticket et sa première résolution, à la date de celle-ci, qu’il ait été rouvert ensuite ou non.',
    id: 'Jam dari pembukaan tiket hingga penyelesaian pertamanya, menurut waktu penyelesaian itu, dibuka lagi atau tidak.',
  },
});
