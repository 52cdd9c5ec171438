import { kpi, sql, type KpiReading, type Sql } from '#kernel';
import { believed, mapped } from '../reading/contact.js';
import { customersSql } from '../reading/customer-records.js';
import { instantOf } from '../reading/durations.js';
import { placed } from '../reading/moments.js';
import { OF_ONBOARDING_TIME, onboardingSql } from './onboarding-time.js';

/** SQL of customers with the first touch that shows value, of one after the other. */
function withFirst(reading: KpiReading): Sql {
  return sql`
      SELECT c.*, first.valued_at, first.valued_precision
      FROM (${customersSql(reading, reading.at)}) c
      LEFT JOIN LATERAL (
        SELECT t.occurred_at AS valued_at, t.precision AS valued_precision
        FROM (
          SELECT c.contact AS node WHERE c.contact IS NOT NULL
          UNION
          SELECT b.profile FROM read.customers_became b
          WHERE b.thing = c.thing AND b.event_id = c.since_event AND ${believed(reading, 'b')}
          UNION
          SELECT s.node FROM read.identity_map e
          JOIN read.identity_membership s ON s.company = e.node AND ${mapped(reading, 's')}
          WHERE e.contact = c.company AND ${mapped(reading, 'e')}
          UNION
          SELECT g.profile FROM read.identity_map e
          JOIN read.contacts_grouped g ON g.company = e.node AND ${believed(reading, 'g')}
          WHERE e.contact = c.company AND ${mapped(reading, 'e')}
        ) seen
        JOIN read.identity_map own ON own.node = seen.node AND ${mapped(reading, 'own')}
        JOIN read.identity_map m ON m.contact = own.contact AND ${mapped(reading, 'm')}
        JOIN read.contacts_touch t ON t.profile = m.node AND ${believed(reading, 't')}
        CROSS JOIN LATERAL (SELECT ${placed(sql`t.occurred_at`, sql`t.precision`, reading.zone)} AS at) happened
        WHERE ${reading.parameter('event')}::text IN (t.kind, t.name) AND happened.at >= ${instantOf(reading, 'c', 'since')}
        ORDER BY happened.at, t.position LIMIT 1
      ) first ON true`;
}

/** Curve, days: as version 2, which counts the same. */
export const onboardingTime1 = kpi('onboarding-time', 1, {
  ...OF_ONBOARDING_TIME,
  records: (reading) => onboardingSql(reading, withFirst(reading)),
});
