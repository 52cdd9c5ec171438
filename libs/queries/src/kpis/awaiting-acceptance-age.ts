import { kpi } from '#kernel';
import { HANDOFF_SLICES, openOffersSql } from '../reading/handoff-records.js';

/** What both versions say but for the moment at which it is read. */
export const OF_AWAITING_ACCEPTANCE_AGE = {
  kind: 'quantile',
  unit: 'hours',
  team: 'data',
  placing: 'period',
  reads: ['ownership', 'identity'],
  gives: ['event_id', 'contact', 'company', 'value'],
  slices: HANDOFF_SLICES,
  title: { en: 'Age of open offers', fr: 'Âge des offres ouvertes', id: 'Usia penawaran terbuka' },
  says: {
    en: 'How long the handoffs have waited that are not answered at the end of the period.',
    fr: 'Attente des passations sans réponse à la fin de la période.',
    id: 'Sudah berapa lama serah terima yang belum dijawab pada akhir periode menunggu.',
  },
} as const;

/**
 * Quantile, hours, read at the end of a period: how long the offers of `awaiting-acceptance` have stood by then. What
 * begins as the next period does is of that one; version 1 counted it.
 */
export const awaitingAcceptanceAge = kpi('awaiting-acceptance-age', 2, {
  ...OF_AWAITING_ACCEPTANCE_AGE,
  records: (reading) => openOffersSql(reading, reading.closing),
});
