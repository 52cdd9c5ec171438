import { sql, type Sql } from '#kernel';

/** Appointments that did not come about, and what only ends what was counted already. */
const NO_MEETING = ['booked', 'invited', 'cancelled', 'missed', 'no-show', 'ended'] as const;

/**
 * SQL that is true for touches between people, of either side: calls, meetings, demos, visits and chats that came about,
 * messages about tickets, and mails written, received or answered; mails of a campaign are written by nobody. What is
 * opened, clicked or viewed is none.
 */
export function betweenPeople(row: string): Sql {
  const column = (name: string): Sql => ({ text: `${row}.${name}`, values: [] });
  return sql`(
    (${column('channel')} IN ('call', 'meeting', 'chat') AND ${column('kind')} <> ALL (${NO_MEETING}::text[]))
    OR (${column('channel')} = 'ticket' AND ${column('kind')} = 'replied')
    OR (${column('channel')} = 'email' AND ${column('kind')} IN ('sent', 'received', 'replied')
        AND (${column('direction')} = 'in' OR ${column('campaign')} IS NULL)))`;
}
