import { DEFAULT_PIPELINE } from '#journey';
import { sql, type KpiReading, type Sql } from '#kernel';
import { known } from './moments.js';

/**
 * SQL of how likely deals are won from each stage, as known: `pipeline`, `stage`, `place` (from 1), `probability` (percent).
 * Of each pipeline those that held at the moment of the figure, or, before any did, the first; the shipped one until
 * somebody sets it.
 */
export function probabilitiesSql(reading: KpiReading): Sql {
  return sql`
    SELECT p.pipeline, s.stage ->> 'name' AS stage, s.place, (s.stage ->> 'probability')::double precision AS probability
    FROM (
      SELECT DISTINCT ON (p.pipeline) p.pipeline, p.stages
      FROM (
        SELECT p.pipeline, p.stages, coalesce(p.valid_from, '-infinity') AS since
        FROM read.pipelines_pipeline p WHERE ${known(reading, 'p')}
        UNION ALL
        SELECT ${DEFAULT_PIPELINE.id}::uuid, ${JSON.stringify(DEFAULT_PIPELINE.stages)}::json, '-infinity'
        WHERE NOT EXISTS (SELECT FROM read.pipelines_pipeline p WHERE p.pipeline = ${DEFAULT_PIPELINE.id} AND ${known(reading, 'p')})
      ) p
      ORDER BY p.pipeline, p.since <= ${reading.at} DESC, CASE WHEN p.since <= ${reading.at} THEN p.since END DESC, p.since
    ) p
    CROSS JOIN LATERAL json_array_elements(p.stages) WITH ORDINALITY AS s (stage, place)`;
}
