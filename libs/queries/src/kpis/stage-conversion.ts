import { kpi, own, sql, type KpiReading, type Sql } from '#kernel';
import { instantOf } from '../reading/durations.js';
import { known } from '../reading/moments.js';

/** What both versions say but for how later stays are found. */
export const OF_STAGE_CONVERSION = {
  kind: 'ratio',
  unit: 'ratio',
  team: 'sales',
  distinct: true,
  reads: ['funnel'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'num', 'immature'],
  slices: { stage: own, channel: own, campaign: own, source: own },
  parameters: { days: { type: 'whole', preset: 90 } },
  title: { en: 'Stage conversion', fr: 'Conversion des étapes', id: 'Konversi tahap' },
  says: {
    en: 'Of the contacts that entered a stage of the funnel in the period, those that reached a later one within 90 days, or as many as chosen; those with time left are counted beside.',
    fr: 'Parmi les contacts entrés dans une étape du parcours pendant la période, ceux ayant atteint une étape suivante en 90 jours, ou le délai choisi ; ceux à qui il reste du temps sont comptés à part.',
    id: 'Dari kontak yang memasuki suatu tahap corong dalam periode, yang mencapai tahap berikutnya dalam 90 hari, atau sebanyak yang dipilih; yang masih punya waktu dihitung terpisah.',
  },
} as const;

/** SQL of the records of `windows`: stays, until when a later one counts (`over`), and when the first of those began (`reached`). */
export function windowsSql(reading: Pick<KpiReading, 'at'>): Sql {
  return sql`
    SELECT w.contact AS record, w.contact, w.entered_at AS placed, w.entered_precision AS placed_precision, w.event AS event_id,
           w.stage, w.channel, w.campaign, w.source, w.reached < w.over AS num,
           w.over > ${reading.at} AND w.reached IS NULL AS immature
    FROM windows w`;
}

/**
 * Ratio: contacts that entered a stage of the funnel in the period and reached a later one within so many days / those
 * that entered it. Who has not, and entered it less than that long ago, is immature. It counts what version 1 counts, and
 * joins stays once instead of looking through all of them for each.
 */
export const stageConversion = kpi('stage-conversion', 2, {
  ...OF_STAGE_CONVERSION,
  records: (reading) => {
    const asked = reading.asked(sql`s.entered_at`, sql`s.entered_precision`);
    return sql`
    WITH stays AS NOT MATERIALIZED (
      SELECT s.contact, s.stage, s.place, s.channel, s.campaign, s.source, s.event,
             s.entered_at, s.entered_precision, ${instantOf(reading, 's', 'entered')} AS at
      FROM read.funnel_stage s WHERE ${known(reading, 's')}
    ),
    later AS (
      SELECT s.contact, s.event, s.place, min(later.at) AS reached
      FROM stays s JOIN stays later ON later.contact = s.contact AND later.place > s.place AND later.at >= s.at
      WHERE later.at <= ${reading.at} AND ${asked} GROUP BY s.contact, s.event, s.place
    ),
    windows AS (
      SELECT s.*, s.at + make_interval(days => ${reading.parameter('days')}::integer) AS over, l.reached
      FROM stays s LEFT JOIN later l ON l.contact = s.contact AND l.event = s.event AND l.place = s.place WHERE (s.at IS NULL OR s.at <= ${reading.at}) AND ${asked}
    )
    ${windowsSql(reading)}`;
  },
});
