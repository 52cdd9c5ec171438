import { kpi, sql } from '#kernel';
import { bareDealStaysSql, OVER_DEAL_STAYS, stagesOfDealsSql, withWhomStayedSql } from '../reading/deal-stays.js';

/**
 * Ratio: deals that entered a stage of their pipeline in the period and were won, or reached a later stage of it, within so
 * many days / those that entered it. One that has not, and entered it less than that long ago, is immature.
 */
export const dealStageConversion = kpi('deal-stage-conversion', 1, {
  ...OVER_DEAL_STAYS,
  kind: 'ratio',
  unit: 'ratio',
  distinct: true,
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'num', 'immature'],
  records: (reading) => sql`
    WITH stages AS MATERIALIZED (${stagesOfDealsSql(reading)}),
    stays AS MATERIALIZED (${bareDealStaysSql(sql`SELECT * FROM stages`)}),
    later AS (
      SELECT s.deal, s.pipeline, s.stage, s.since, min(d.valid_from) AS reached
      FROM stays s
      JOIN stages d ON d.deal = s.deal AND d.valid_from >= s.since
      WHERE d.valid_from <= ${reading.at}
        AND (d.status = 'won' OR (d.status = 'open' AND d.pipeline = s.pipeline AND d.place > s.place))
      GROUP BY s.deal, s.pipeline, s.stage, s.since
    )
    SELECT w.*, ${withWhomStayedSql(reading, 'w')}, w.deal AS record, w.since AS placed, CASE WHEN w.since IS NULL THEN 'none' ELSE 'instant' END AS placed_precision,
           coalesce(w.reached < w.over, false) AS num, w.over > ${reading.at} AND w.reached IS NULL AS immature
    FROM (
      SELECT s.*, s.since + make_interval(days => ${reading.parameter('days')}::integer) AS over, later.reached
      FROM stays s
      LEFT JOIN later ON later.deal = s.deal AND later.pipeline = s.pipeline AND later.stage = s.stage AND later.since = s.since
      WHERE s.since IS NULL OR s.since <= ${reading.at}
    ) w`,
  parameters: { days: { type: 'whole', preset: 90 } },
  title: { en: 'Deal stage conversion', fr: 'Conversion des étapes d’affaire', id: 'Konversi tahap transaksi' },
  says: {
    en: 'Of the deals that entered a stage of their pipeline in the period, those that were won or reached a later stage within 90 days, or as many as chosen; those with time left are counted beside.',
    fr: 'Parmi les affaires entrées dans une étape de leur pipeline pendant la période, celles gagnées ou passées à une étape suivante en 90 jours, ou le délai choisi ; celles à qui il reste du temps sont comptées à part.',
    id: 'Dari transaksi yang memasuki suatu tahap pipeline-nya dalam periode, yang dimenangkan atau mencapai tahap berikutnya dalam 90 hari, atau sebanyak yang dipilih; yang masih punya waktu dihitung terpisah.',
  },
});
