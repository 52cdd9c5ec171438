import { kpi, sql } from '#kernel';
import { HANDOFF_SLICES, handoffsSql } from '../reading/handoff-records.js';

/** Quantile, hours, read at the end of a period: how long the offers of `awaiting-acceptance` have stood by then. */
export const awaitingAcceptanceAge = kpi('awaiting-acceptance-age', 1, {
  kind: 'quantile',
  unit: 'hours',
  team: 'data',
  placing: 'period',
  reads: ['ownership', 'identity'],
  gives: ['event_id', 'contact', 'company', 'value'],
  records: (reading) => sql`
    SELECT offer.* FROM (${handoffsSql(reading, reading.to)}) offer WHERE offer.answer IS NULL AND offer.status = 'open'`,
  slices: HANDOFF_SLICES,
  title: { en: 'Age of open offers', fr: 'Âge des offres ouvertes', id: 'Usia penawaran terbuka' },
  says: {
    en: 'How long the handoffs have waited that are not answered at the end of the period.',
    fr: 'Attente des passations sans réponse à la fin de la période.',
    id: 'Sudah berapa lama serah terima yang belum dijawab pada akhir periode menunggu.',
  },
});
