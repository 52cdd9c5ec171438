import { kpi, own, sql, type KpiReading, type Sql } from '#kernel';
import { believed, whoseJoin, whoseSql } from '../reading/contact.js';
import { hoursBetween, hoursSince, instantOf } from '../reading/durations.js';
import { touchesBetweenPeople } from '../reading/human-touches.js';
import { placed, validAt } from '../reading/moments.js';

/** What both versions say but for how they look. */
export const OF_SPEED_TO_CONTACT = {
  kind: 'curve',
  unit: 'hours',
  team: 'sales',
  reads: ['funnel', 'contacts', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'num', 'value'],
  slices: { channel: own, campaign: own, source: own },
  title: { en: 'Speed to contact', fr: 'Délai de premier contact', id: 'Kecepatan menghubungi' },
  says: {
    en: 'Hours from the capture of a lead to the first call, meeting or message by a member of staff; leads not contacted yet count as far as they have waited.',
    fr: 'Heures entre la capture d’un prospect et le premier appel, rendez-vous ou message d’un membre de l’équipe ; les prospects pas encore contactés comptent pour leur attente.',
    id: 'Jam dari tertangkapnya prospek hingga panggilan, rapat, atau pesan pertama oleh staf; prospek yang belum dihubungi dihitung selama menunggu.',
  },
} as const;

/** SQL of leads; `first` is SQL that joins the first touch by a member of staff after the capture to a lead `l`. */
export function speedToContactSql(reading: KpiReading, first: Sql): Sql {
  return sql`
    SELECT l.record, l.record AS contact, l.captured_at AS placed, l.captured_precision AS placed_precision, l.event_id,
           l.channel, l.campaign, l.source, l.touched_at IS NOT NULL AS num,
           greatest(CASE WHEN l.touched_at IS NULL THEN ${hoursSince(reading, 'l', 'captured', reading.at)}
                    ELSE ${hoursBetween(reading, 'l', 'captured', 'touched')} END, 0) AS value
    FROM (
      SELECT l.contact AS record, l.captured_at, l.captured_precision, l.event AS event_id, l.channel, l.campaign, l.source,
             first.touched_at, first.touched_precision
      FROM read.funnel_lead l
      ${first}
      WHERE ${validAt(reading, 'l', reading.at)} AND ${reading.asked(sql`l.captured_at`, sql`l.captured_precision`)}
    ) l`;
}

/**
 * SQL of the first touches by members of staff, of all leads at once. Theirs are few of all touches: gathered first, or the
 * planner walks all touches of each lead.
 */
function firstOfAll(reading: KpiReading): Sql {
  const columns = sql`t.profile, t.occurred_at, t.precision, t.position,
                 ${placed(sql`t.occurred_at`, sql`t.precision`, reading.zone)} AS at`;
  return sql`LEFT JOIN (
        WITH reached AS (
          ${touchesBetweenPeople('t', columns, sql`t.direction = 'out' AND ${believed(reading, 't')}`)}
        )
        SELECT DISTINCT ON (c.contact) c.contact, t.occurred_at AS touched_at, t.precision AS touched_precision
        FROM reached t
        ${whoseJoin(reading, 'other', sql`t.profile`)}
        JOIN read.funnel_lead c ON c.contact = ${whoseSql('other', sql`t.profile`)} AND ${validAt(reading, 'c', reading.at)}
          AND ${reading.asked(sql`c.captured_at`, sql`c.captured_precision`)}
        WHERE t.at >= ${instantOf(reading, 'c', 'captured')}
        ORDER BY c.contact, t.at, t.position
      ) first ON first.contact = l.contact`;
}

/**
 * Curve, hours: a lead's capture → the first touch by a member of staff after it; those not contacted yet are censored at
 * the as-of point. Placed by the capture. Its value is the median; what is left of one at 1/12, 1 and 24 hours is the
 * share contacted within 5 minutes, an hour, a day. Version 1 counts the same, and walks the touches of each lead.
 */
export const speedToContact = kpi('speed-to-contact', 2, {
  ...OF_SPEED_TO_CONTACT,
  records: (reading) => speedToContactSql(reading, firstOfAll(reading)),
});
