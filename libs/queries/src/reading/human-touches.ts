import { joinSql, sql, type Sql } from '#kernel';

/** Appointments that did not come about, and what only ends what was counted already. */
const NO_MEETING = ['booked', 'invited', 'cancelled', 'missed', 'no-show', 'ended'] as const;

/** SQL of the kinds of touches between people, one condition each: no touch meets two of them. */
function kindsBetweenPeople(row: string): readonly Sql[] {
  const column = (name: string): Sql => ({ text: `${row}.${name}`, values: [] });
  return [
    sql`${column('channel')} IN ('call', 'meeting', 'chat') AND ${column('kind')} <> ALL (${NO_MEETING}::text[])`,
    sql`${column('channel')} = 'ticket' AND ${column('kind')} = 'replied'`,
    sql`${column('channel')} = 'email' AND ${column('kind')} IN ('sent', 'received', 'replied')
        AND (${column('direction')} = 'in' OR ${column('campaign')} IS NULL)`,
  ];
}

/**
 * SQL of columns of the touches `row` that are between people (`betweenPeople`) and meet a condition, where all of them are
 * gone through: kind by kind, as an index has them.
 */
export function touchesBetweenPeople(row: string, columns: Sql, condition: Sql): Sql {
  const from: Sql = { text: `read.contacts_touch ${row}`, values: [] };
  return joinSql(
    kindsBetweenPeople(row).map((kind) => sql`SELECT ${columns} FROM ${from} WHERE ${kind} AND ${condition}`),
    ' UNION ALL ',
  );
}

/**
 * SQL that is true for touches between people, of either side: calls, meetings, demos, visits and chats that came about,
 * messages about tickets, and mails written, received or answered; mails of a campaign are written by nobody. What is
 * opened, clicked or viewed is none.
 */
export function betweenPeople(row: string): Sql {
  const column = (name: string): Sql => ({ text: `${row}.${name}`, values: [] });
  const any = joinSql(
    kindsBetweenPeople(row).map((kind) => sql`(${kind})`),
    ' OR ',
  );
  // the channels once more: an index by them helps
  return sql`(${column('channel')} IN ('call', 'meeting', 'chat', 'ticket', 'email') AND (${any}))`;
}
