import { DEFAULT_STAGES, placeOfCause } from '#journey';
import { sql, type KpiReading, type Sql } from '#kernel';
import { instantOf } from './durations.js';
import { known, validAt } from './moments.js';

/**
 * SQL of leads by when they were captured, and whether they reached something since: `record` and `contact`, `placed`,
 * `event_id`, `num`, `immature`, `channel`, `kind`, `campaign`, `source`. `reached` selects `contact` and when (`at`), null where
 * nobody knows. With `days`, only what was reached within them counts, and who has not had them yet is immature.
 */
export function leadsReaching(reading: KpiReading, reached: Sql, days: number | string | null): Sql {
  const captured = instantOf(reading, 'l', 'captured');
  const until = sql`${captured} + ${days}::integer * interval '1 day'`;
  return sql`
    SELECT l.contact AS record, l.contact, l.captured_at AS placed, l.captured_precision AS placed_precision,
           l.event AS event_id, l.channel, l.kind, l.campaign, l.source,
           ${until} > ${reading.at} AS immature,
           r.contact IS NOT NULL AND (${days}::integer IS NULL OR r.at <= ${until}) AS num
    FROM read.funnel_lead l LEFT JOIN (${reached}) r ON r.contact = l.contact
    WHERE ${validAt(reading, 'l', reading.at)}`;
}

/** SQL of who has become a customer, and when, for themselves or for their company. */
export function customersSql(reading: KpiReading): Sql {
  return sql`
    SELECT c.contact, ${instantOf(reading, 'c', 'since')} AS at
    FROM read.customers_contact c WHERE ${validAt(reading, 'c', reading.at)}`;
}

/**
 * SQL of who has been in the stage a cause leads to, or in any later one, and when first; places are those of the stages
 * that each was entered under.
 */
export function reachedStageSql(reading: KpiReading, cause: 'qualified'): Sql {
  const preset = placeOfCause(DEFAULT_STAGES, cause);
  return sql`
    SELECT s.contact, min(${instantOf(reading, 's', 'entered')}) AS at
    FROM read.funnel_stage s
    LEFT JOIN (
      SELECT c.event_id, min(one.place) - 1 AS place
      FROM read.funnel_configured c
      CROSS JOIN LATERAL jsonb_array_elements(c.stages::jsonb->'stages') WITH ORDINALITY AS one (stage, place)
      WHERE one.stage->'causes' ? ${cause}
      GROUP BY c.event_id
    ) definition ON definition.event_id = s.definition
    WHERE ${known(reading, 's')} AND (s.valid_from IS NULL OR s.valid_from <= ${reading.at})
      AND s.place >= CASE WHEN s.definition IS NULL THEN ${preset} ELSE definition.place END
    GROUP BY s.contact`;
}
