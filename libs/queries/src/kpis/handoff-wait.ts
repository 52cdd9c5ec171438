import { kpi, sql } from '#kernel';
import { HANDOFF_GIVES, HANDOFF_SLICES, handoffsSql } from '../reading/handoff-records.js';

/**
 * Curve, hours: offered → accepted or refused, by offer cohort. Offers that are open, that ran out or were taken back are
 * seen for as long as they stood, and not as answered; the figure is when half are answered.
 */
export const handoffWait = kpi('handoff-wait', 1, {
  kind: 'curve',
  unit: 'hours',
  team: 'data',
  reads: ['ownership', 'identity'],
  gives: [...HANDOFF_GIVES, 'num'],
  records: (reading) => sql`
    SELECT offer.*, offer.answer IN ('accepted', 'refused') AS num FROM (${handoffsSql(reading, reading.at)}) offer`,
  slices: HANDOFF_SLICES,
  title: { en: 'Handoff wait', fr: 'Attente des passations', id: 'Waktu tunggu serah terima' },
  says: {
    en: 'Hours from an offer to its answer, by when it was made: how many are still unanswered after how long; offers open, run out or taken back count for as long as they stood.',
    fr: 'Heures entre une offre et sa réponse, selon sa date : combien restent sans réponse après combien de temps ; les offres ouvertes, expirées ou retirées comptent le temps qu’elles ont duré.',
    id: 'Jam dari penawaran hingga jawabannya, menurut waktu dibuat: berapa yang belum terjawab setelah berapa lama; yang terbuka, kedaluwarsa atau ditarik dihitung selama berlaku.',
  },
});
