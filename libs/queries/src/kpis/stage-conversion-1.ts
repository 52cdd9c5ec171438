import { kpi, sql } from '#kernel';
import { instantOf } from '../reading/durations.js';
import { known } from '../reading/moments.js';
import { OF_STAGE_CONVERSION, windowsSql } from './stage-conversion.js';

/**
 * Ratio: contacts that entered a stage of the funnel in the period and reached a later one within so many days / those
 * that entered it. Who has not, and entered it less than that long ago, is immature.
 */
export const stageConversion1 = kpi('stage-conversion', 1, {
  ...OF_STAGE_CONVERSION,
  records: (reading) => sql`
    WITH stays AS MATERIALIZED (
      SELECT s.contact, s.stage, s.place, s.channel, s.campaign, s.source, s.event, s.entered_at, s.entered_precision,
             ${instantOf(reading, 's', 'entered')} AS at
      FROM read.funnel_stage s WHERE ${known(reading, 's')}
    ),
    windows AS (
      SELECT s.*, s.at + make_interval(days => ${reading.parameter('days')}::integer) AS over,
             (SELECT min(later.at) FROM stays later
              WHERE later.contact = s.contact AND later.place > s.place AND later.at >= s.at AND later.at <= ${reading.at}) AS reached
      FROM stays s WHERE s.at IS NULL OR s.at <= ${reading.at}
    )
    ${windowsSql(reading)}`,
});
