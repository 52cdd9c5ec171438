import { sql, type KpiReading, type Sql } from '#kernel';
import { withWhomSql } from './deal-records.js';
import { hoursBetween } from './durations.js';
import { validAt } from './moments.js';

/** SQL of closed deals of some outcomes, placed by their closing, with the days since they were opened in `value`: of days, the difference of their dates. */
export function cyclesSql(reading: KpiReading, outcomes: readonly ('won' | 'lost')[]): Sql {
  return sql`
    SELECT d.deal AS record, d.closed_at AS placed, d.closed_precision AS placed_precision, d.closed_event AS event_id,
           ${withWhomSql(reading, 'd')}, d.status AS outcome, ${hoursBetween(reading, 'd', 'opened', 'closed')} / 24 AS value
    FROM read.deals_deal d
    WHERE ${validAt(reading, 'd', reading.at)} AND d.status = ANY (${outcomes}::text[])`;
}

/** What `cyclesSql` asks and gives. */
export const CYCLES = {
  kind: 'quantile',
  unit: 'days',
  team: 'sales',
  reads: ['deals', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'value'],
} as const;
