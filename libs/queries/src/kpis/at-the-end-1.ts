import { kpi, sql, type KpiDefinition, type KpiReading, type Sql } from '#kernel';
import { believed, componentSql } from '../reading/contact.js';
import { openOffersSql } from '../reading/handoff-records.js';
import { placed, validAt } from '../reading/moments.js';
import { unownedSql } from '../reading/unowned.js';
import { adoptionSql, OF_ADOPTION } from './adoption.js';
import { OF_AWAITING_ACCEPTANCE_AGE } from './awaiting-acceptance-age.js';
import { OF_AWAITING_ACCEPTANCE } from './awaiting-acceptance.js';
import { completenessSql, OF_COMPLETENESS } from './completeness.js';
import { OF_TIMELINESS } from './timeliness.js';
import { OF_UNOWNED_AGE } from './unowned-age.js';
import { OF_UNOWNED } from './unowned.js';
import { OF_VALIDITY, validitySql } from './validity.js';

/** SQL of the values stated at the end of a period, with when each was confirmed last: of all that was ever stated. */
function timelinessSql(reading: KpiReading): Sql {
  return sql`
    WITH confirmed AS MATERIALIZED (
      SELECT said.contact, said.field, said.value, max(said.at) AS at
      FROM (
        SELECT ${componentSql(reading, sql`s.profile`)} AS contact, s.field, s.value,
               ${placed(sql`s.occurred_at`, sql`s.precision`, reading.zone)} AS at
        FROM read.contacts_stated s WHERE ${believed(reading, 's')}
      ) said
      WHERE said.at < ${reading.to} GROUP BY said.contact, said.field, said.value
    )
    SELECT md5(f.contact::text || f.field)::uuid AS record, f.event AS event_id, f.contact, f.field, f.source,
           c.at >= ${reading.to} - ${reading.parameter('days')}::integer * interval '1 day' AS num
    FROM read.contacts_field f
    LEFT JOIN confirmed c USING (contact, field, value)
    WHERE ${validAt(reading, 'f', reading.to)} AND f.value <> ''`;
}

/** First versions: as the second ones, of what holds at the end of the period itself, what begins right then included. */
export const atTheEnd1: readonly KpiDefinition[] = [
  kpi('adoption', 1, { ...OF_ADOPTION, records: (reading) => adoptionSql(reading, reading.to) }),
  kpi('awaiting-acceptance', 1, {
    ...OF_AWAITING_ACCEPTANCE,
    records: (reading) => openOffersSql(reading, reading.to),
  }),
  kpi('awaiting-acceptance-age', 1, {
    ...OF_AWAITING_ACCEPTANCE_AGE,
    records: (reading) => openOffersSql(reading, reading.to),
  }),
  kpi('completeness', 1, { ...OF_COMPLETENESS, records: (reading) => completenessSql(reading, reading.to) }),
  kpi('timeliness', 1, { ...OF_TIMELINESS, records: timelinessSql }),
  kpi('unowned', 1, { ...OF_UNOWNED, records: (reading) => unownedSql(reading, reading.to) }),
  kpi('unowned-age', 1, { ...OF_UNOWNED_AGE, records: (reading) => unownedSql(reading, reading.to) }),
  kpi('validity', 1, { ...OF_VALIDITY, records: (reading) => validitySql(reading, reading.to) }),
];
