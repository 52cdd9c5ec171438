import { sql, type KpiReading, type Sql } from '#kernel';
import { believed, componentSql, mapped, partySql } from './contact.js';
import { placed } from './moments.js';

/**
 * SQL of the messages that nobody of the staff had answered by the end of a period: `record` and `event_id`, `contact` or
 * `company`, `channel`, `campaign`, `source`, `value` (hours since). A message is what a contact wrote (mail, chat, text), or asked by a
 * ticket. An answer is anything by a person to the same contact afterwards: a call, meeting or message, a public reply to a
 * ticket; a ticket resolved, closed or merged needs none. Machines' replies and staff's notes answer nobody.
 */
export function unansweredSql(reading: KpiReading): Sql {
  const at = (row: string): Sql =>
    placed({ text: `${row}.occurred_at`, values: [] }, { text: `${row}.precision`, values: [] }, reading.zone);
  const by = (row: string): Sql => sql`${believed(reading, row)} AND ${at(row)} < ${reading.to}`;
  return sql`
    WITH answered AS MATERIALIZED (
      SELECT coalesce(map.contact, answer.profile) AS whose, max(answer.at) AS last
      FROM (
        SELECT coalesce(a.profile, a.company) AS profile, ${at('a')} AS at FROM read.activities_activity a
        WHERE ${by('a')} AND a.kind <> 'note' AND (a.kind NOT IN ('email', 'message') OR a.direction = 'out')
        UNION ALL
        SELECT coalesce(s.profile, s.company), ${at('s')} FROM read.tickets_said s
        WHERE ${by('s')} AND (s.kind IN ('resolved', 'closed', 'merged')
          OR (s.kind = 'replied' AND s.from_whom = 'staff' AND s.visibility = 'public' AND s.automatic IS NOT TRUE))
        UNION ALL
        SELECT f.profile, ${at('f')} FROM read.contacts_touch f
        WHERE ${by('f')} AND f.channel <> 'ticket' AND f.direction = 'out' AND f.kind IN ('replied', 'answered', 'held')
      ) answer
      LEFT JOIN read.identity_map map ON map.node = answer.profile AND ${mapped(reading, 'map')}
      WHERE answer.profile IS NOT NULL
      GROUP BY 1
    )
    SELECT m.event_id AS record, m.event_id, ${partySql(reading, sql`m.profile`)}, m.channel, m.campaign, m.source,
           (extract(epoch FROM ${reading.to} - m.at) / 3600)::double precision AS value
    FROM (
      SELECT f.event_id, f.profile, ${componentSql(reading, sql`f.profile`)} AS whose, f.channel, f.campaign, f.source, ${at('f')} AS at
      FROM read.contacts_touch f
      WHERE ${by('f')} AND f.direction = 'in'
        AND (f.kind IN ('received', 'replied') OR (f.channel = 'ticket' AND f.kind = 'opened') OR (f.channel = 'chat' AND f.kind = 'started'))
    ) m
    LEFT JOIN answered a ON a.whose = m.whose
    WHERE a.last IS NULL OR a.last < m.at`;
}
