import { kpi, sql } from '#kernel';
import { HANDOFF_SLICES, handoffsSql } from '../reading/handoff-records.js';

/** Count, read at the end of a period: offers that nobody has answered by then. */
export const awaitingAcceptance = kpi('awaiting-acceptance', 1, {
  kind: 'count',
  unit: 'count',
  team: 'data',
  placing: 'period',
  reads: ['ownership', 'identity'],
  gives: ['event_id', 'contact', 'company', 'value'],
  records: (reading) => sql`
    SELECT offer.* FROM (${handoffsSql(reading, reading.to)}) offer WHERE offer.answer IS NULL AND offer.status = 'open'`,
  slices: HANDOFF_SLICES,
  title: { en: 'Awaiting acceptance', fr: 'En attente d’acceptation', id: 'Menunggu penerimaan' },
  says: {
    en: 'Handoffs offered and not answered at the end of the period.',
    fr: 'Passations proposées et sans réponse à la fin de la période.',
    id: 'Serah terima yang ditawarkan dan belum dijawab pada akhir periode.',
  },
});
