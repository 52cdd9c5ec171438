import { sql, type KpiReading, type Sql } from '#kernel';
import { validAt } from './moments.js';

/**
 * SQL of contacts that are nobody's at a moment at the end of a period: somebody had them, or they were offered. `value` is
 * the hours since then, up to the end.
 */
export function unownedSql(reading: KpiReading, moment: Sql): Sql {
  return sql`
    SELECT s.contact AS record, s.contact,
           (extract(epoch FROM ${reading.to} - s.valid_from) / 3600)::double precision AS value
    FROM read.ownership_status s
    WHERE s.status = 'unowned' AND ${validAt(reading, 's', moment)}`;
}
