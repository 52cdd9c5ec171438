import { kpi, sql } from '#kernel';
import { dealStaysSql, OVER_DEAL_STAYS } from '../reading/deal-stays.js';

/**
 * Curve, days: how long deals stay in a stage of their pipeline, by Kaplan and Meier; one that is in it still is censored
 * at the as-of point. A deal leaves its stage by moving, and by being won or lost. Placed by when it was entered; what is known to
 * the day only stands where the history of the deal has it.
 */
export const timeInDealStage = kpi('time-in-deal-stage', 1, {
  ...OVER_DEAL_STAYS,
  kind: 'curve',
  unit: 'days',
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'num', 'value'],
  records: (reading) => sql`
    SELECT md5(s.deal::text || s.pipeline || coalesce(s.stage, '') || coalesce(extract(epoch FROM s.since)::text, ''))::uuid AS record, s.*,
           s.since AS placed, CASE WHEN s.since IS NULL THEN 'none' ELSE 'instant' END AS placed_precision,
           coalesce(s.until <= ${reading.at}, false) AS num,
           greatest(extract(epoch FROM CASE WHEN s.until <= ${reading.at} THEN s.until ELSE ${reading.at} END - s.since), 0)::double precision / 86400 AS value
    FROM (${dealStaysSql(reading)}) s
    WHERE s.since IS NULL OR s.since <= ${reading.at}`,
  title: { en: 'Time in deal stage', fr: 'Durée dans l’étape d’affaire', id: 'Waktu dalam tahap transaksi' },
  says: {
    en: 'How long deals stay in a stage of their pipeline; who is still in it is counted as long as it is there.',
    fr: 'Durée pendant laquelle les affaires restent dans une étape de leur pipeline ; celles qui y sont encore comptent pour la durée observée.',
    id: 'Berapa lama transaksi berada dalam suatu tahap pipeline-nya; yang masih di sana dihitung selama ia berada di sana.',
  },
});
