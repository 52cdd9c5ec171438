import { kpi } from '#kernel';
import { HANDOFF_SLICES, openOffersSql } from '../reading/handoff-records.js';

/** What both versions say but for the moment at which it is read. */
export const OF_AWAITING_ACCEPTANCE = {
  kind: 'count',
  unit: 'count',
  team: 'data',
  placing: 'period',
  reads: ['ownership', 'identity'],
  gives: ['event_id', 'contact', 'company', 'value'],
  slices: HANDOFF_SLICES,
  title: { en: 'Awaiting acceptance', fr: 'En attente d’acceptation', id: 'Menunggu penerimaan' },
  says: {
    en: 'Handoffs offered and not answered at the end of the period.',
    fr: 'Passations proposées et sans réponse à la fin de la période.',
    id: 'Serah terima yang ditawarkan dan belum dijawab pada akhir periode.',
  },
} as const;

/**
 * Count, read at the end of a period: offers that nobody has answered by then. What begins as the next period does is of
 * that one; version 1 counted it.
 */
export const awaitingAcceptance = kpi('awaiting-acceptance', 2, {
  ...OF_AWAITING_ACCEPTANCE,
  records: (reading) => openOffersSql(reading, reading.closing),
});
