import { kpi, sql, type KpiReading, type Sql } from '#kernel';
import { believed, mapped } from '../reading/contact.js';
import { instantOf } from '../reading/durations.js';
import { betweenPeople } from '../reading/human-touches.js';
import { placed } from '../reading/moments.js';
import { OF_SPEED_TO_CONTACT, speedToContactSql } from './speed-to-contact.js';

/** SQL of the first touch by a member of staff, of one lead after the other. */
function firstOfEach(reading: KpiReading): Sql {
  return sql`LEFT JOIN LATERAL (
        SELECT t.occurred_at AS touched_at, t.precision AS touched_precision
        FROM read.identity_map m
        JOIN read.contacts_touch t ON t.profile = m.node AND ${believed(reading, 't')}
        CROSS JOIN LATERAL (SELECT ${placed(sql`t.occurred_at`, sql`t.precision`, reading.zone)} AS at) happened
        WHERE m.contact = l.contact AND ${mapped(reading, 'm')} AND t.direction = 'out' AND ${betweenPeople('t')}
          AND happened.at >= ${instantOf(reading, 'l', 'captured')}
        ORDER BY happened.at, t.position LIMIT 1
      ) first ON true`;
}

/** Curve, hours: as version 2, which counts the same. */
export const speedToContact1 = kpi('speed-to-contact', 1, {
  ...OF_SPEED_TO_CONTACT,
  records: (reading) => speedToContactSql(reading, firstOfEach(reading)),
});
