import { kpi, sql } from '#kernel';
import { dealTurnsSql, duringStaySql, OVER_DEAL_STAYS } from '../reading/deal-stays.js';

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
  records: (reading) => {
    const asked = reading.asked(sql`s.since`, sql`'instant'`);
    return sql`
    WITH turn AS MATERIALIZED (${dealTurnsSql(reading)}),
    later AS (
      SELECT s.deal, s.since, min(d.since) AS reached
      FROM turn s
      JOIN turn d ON d.deal = s.deal AND d.since >= s.since
      WHERE s.status = 'open' AND s.pipeline IS NOT NULL AND s.stage IS NOT NULL AND d.since <= ${reading.at} AND ${asked}
        AND (d.status = 'won' OR (d.status = 'open' AND d.pipeline = s.pipeline AND d.place > s.place))
      GROUP BY s.deal, s.since
    )
    SELECT w.*, ${duringStaySql(reading, 'w')}, w.deal AS record, w.since AS placed, CASE WHEN w.since IS NULL THEN 'none' ELSE 'instant' END AS placed_precision,
           coalesce(w.reached < w.over, false) AS num, w.over > ${reading.at} AND w.reached IS NULL AS immature
    FROM (
      SELECT s.*, s.since + make_interval(days => ${reading.parameter('days')}::integer) AS over, later.reached
      FROM turn s
      LEFT JOIN later ON later.deal = s.deal AND later.since = s.since
      WHERE s.status = 'open' AND (s.since IS NULL OR s.since <= ${reading.at}) AND ${asked}
    ) w`;
  },
  parameters: { days: { type: 'whole', preset: 90 } },
  title: { en: 'Deal stage conversion', fr: 'Conversion des étapes d’affaire', id: 'Konversi tahap transaksi' },
  says: {
    en: 'Of the deals that entered a stage of their pipeline in the period, those that were won or reached a later stage within 90 days, or as many as chosen; those with time left are counted beside.',
    fr: 'Parmi les affaires entrées dans une étape de leur pipeline pendant la période, celles gagnées ou passées à une étape suivante en 90 jours, ou le délai choisi ; celles à qui il reste du temps sont comptées à part.',
    id: 'Dari transaksi yang memasuki suatu tahap pipeline-nya dalam periode, yang dimenangkan atau mencapai tahap berikutnya dalam 90 hari, atau sebanyak yang dipilih; yang masih punya waktu dihitung terpisah.',
  },
});
