import { kpi, sql } from '#kernel';
import { whoseJoin, whoseSql } from '../reading/contact.js';
import { instantOf } from '../reading/durations.js';
import { validAt } from '../reading/moments.js';
import { ticketSlices, whomSql } from '../reading/ticket-records.js';

/**
 * Ratio: tickets resolved with one reply of staff, or during the call they came by, that never were transferred or
 * reopened, and whose contact (or company) opened no other of the same theme within `days` / tickets resolved, placed at
 * their first resolution. Those whose days are not over are beside.
 */
export const firstContactResolution = kpi('first-contact-resolution', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'service',
  reads: ['tickets', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'num', 'immature'],
  records: (reading) => {
    const resolved = instantOf(reading, 't', 'first_resolved');
    const until = sql`${resolved} + ${reading.parameter('days')} * interval '1 day'`;
    const there = validAt(reading, 't', reading.at);
    const asked = reading.asked(sql`t.first_resolved_at`, sql`t.first_resolved_precision`);
    const node = sql`coalesce(t.profile, t.company)`;
    return sql`
    WITH held AS MATERIALIZED (
      SELECT t.*, ${whoseSql('other', node)} AS whose, ${instantOf(reading, 't', 'opened')} AS began, ${resolved} AS ended, ${until} AS until
      FROM read.tickets_ticket t ${whoseJoin(reading, 'other', node)}
      WHERE ${there}
    ),
    again AS (
      SELECT DISTINCT t.ticket FROM held t
      JOIN held o ON o.theme = t.theme AND o.whose = t.whose AND o.ticket <> t.ticket AND o.began > t.ended AND o.began <= t.until
      WHERE ${asked}
    )
    SELECT t.ticket AS record, t.channel, ${whomSql(reading)}, t.first_resolved_at AS placed,
           t.first_resolved_precision AS placed_precision, t.first_resolved_event AS event_id,
           t.until > ${reading.at} AS immature,
           t.transfers = 0 AND t.reopened = 0 AND again.ticket IS NULL AND (
             SELECT s.staff_replies = 1 OR (s.staff_replies = 0 AND t.channel IN ('call', 'phone')) FROM read.tickets_ticket s
             WHERE s.ticket = t.ticket AND ${validAt(reading, 's', sql`t.ended`)}
           ) AS num
    FROM held t
    LEFT JOIN again ON again.ticket = t.ticket
    WHERE t.first_resolved_event IS NOT NULL AND ${asked}`;
  },
  slices: ticketSlices(),
  parameters: { days: { type: 'whole', preset: 7 } },
  title: { en: 'First contact resolution', fr: 'Résolution au premier contact', id: 'Penyelesaian kontak pertama' },
  says: {
    en: 'Of the tickets resolved, those with one reply or during the call, not transferred, not reopened, and no other of the same theme from the same side within 7 days; placed at their first resolution.',
    fr: 'Parmi les tickets résolus, ceux en une réponse ou pendant l’appel, ni transférés ni rouverts, sans autre ticket du même thème du même client sous 7 jours ; à leur première résolution.',
    id: 'Dari tiket yang diselesaikan, yang dengan satu balasan atau selama panggilan, tidak dialihkan, tidak dibuka lagi, dan tanpa tiket bertema sama dari pihak yang sama dalam 7 hari; menurut penyelesaian pertamanya.',
  },
});
