import { joinSql, sql, type KpiReading, type Sql } from '#kernel';
import { believed, partySql, whoseJoin, whoseSql } from './contact.js';
import { inPeriod, placed } from './moments.js';

/**
 * SQL of the messages that nobody of the staff had answered by the end of a period: `record` and `event_id`, `contact` or
 * `company`, `channel`, `campaign`, `source`, `value` (hours since). A message is what a contact wrote (mail, chat, text), or asked by a
 * ticket. An answer is anything by a person to the same contact afterwards: a call, meeting or message, a public reply to a
 * ticket; a ticket resolved, closed or merged needs none. Machines' replies and staff's notes answer nobody.
 */
export function unansweredSql(reading: KpiReading): Sql {
  const columns = (row: string): [Sql, Sql] => [
    { text: `${row}.occurred_at`, values: [] },
    { text: `${row}.precision`, values: [] },
  ];
  const at = (row: string): Sql => placed(...columns(row), reading.zone);
  const by = (row: string): Sql =>
    sql`${believed(reading, row)} AND ${inPeriod(...columns(row), null, reading.to, reading.zone)}`;
  // kind by kind, as an index has them
  const messages = joinSql(
    [
      sql`f.kind IN ('received', 'replied')`,
      sql`f.channel = 'ticket' AND f.kind = 'opened'`,
      sql`f.channel = 'chat' AND f.kind = 'started'`,
    ].map((which) => sql`SELECT f.* FROM read.contacts_touch f WHERE ${by('f')} AND f.direction = 'in' AND ${which}`),
    ' UNION ALL ',
  );
  return sql`
    WITH answered AS MATERIALIZED (
      SELECT ${whoseSql('other', sql`answer.profile`)} AS whose, max(answer.at) AS last
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
      ${whoseJoin(reading, 'other', sql`answer.profile`)}
      WHERE answer.profile IS NOT NULL
      GROUP BY 1
    )
    SELECT m.event_id AS record, m.event_id, ${partySql(reading, sql`m.profile`)}, m.channel, m.campaign, m.source,
           (extract(epoch FROM ${reading.to} - m.at) / 3600)::double precision AS value
    FROM (
      SELECT f.event_id, f.profile, ${whoseSql('other', sql`f.profile`)} AS whose, f.channel, f.campaign, f.source, ${at('f')} AS at
      FROM (${messages}) f
      ${whoseJoin(reading, 'other', sql`f.profile`)}
    ) m
    LEFT JOIN answered a ON a.whose = m.whose
    WHERE a.last IS NULL OR a.last < m.at`;
}
