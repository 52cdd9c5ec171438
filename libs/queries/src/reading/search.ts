import { joinSql, sql, type Asking, type Sql } from '#kernel';

/** The most that one kind of match brings in: a beginning of one letter must not read a million rows. */
export const MOST_MATCHES = 1_000;

/** What begins with the text searched for: each column with an index of its own. */
const CONTACT_COLUMNS = ['name', 'email', 'company'] as const;

/** The end of a query of the rows of `s` whose column begins with a text, whatever its case: a range of an index. */
function inRange(column: string, beginning: string): Sql {
  const by: Sql = { text: `lower(left(s.${column}, 100)) COLLATE "C"`, values: [] };
  return sql`${by} >= lower(${beginning}) AND ${by} < lower(${beginning}) || chr(1114111) ORDER BY ${by}`;
}

/**
 * SQL of the contacts whose name, email, company or identifier begins with a text, whatever its case: each a range of
 * an index, the first thousand in its order.
 */
export function matching(beginning: string): Sql {
  const contacts = CONTACT_COLUMNS.map(
    (column) =>
      sql`(SELECT s.contact FROM read.contacts_contact s WHERE ${inRange(column, beginning)} LIMIT ${MOST_MATCHES})`,
  );
  return sql`
    ${joinSql(contacts, ' UNION ')}
    UNION (
      SELECT m.contact
      FROM (SELECT s.node FROM read.identity_node s WHERE ${inRange('value', beginning)} LIMIT ${MOST_MATCHES}) found
      JOIN read.identity_map m ON m.node = found.node AND m.until_position IS NULL
    )`;
}

/** SQL of the contacts whose name, email, company or identifier is a text, whatever its case. */
export function matchingWhole(whole: string): Sql {
  const is: Sql = sql`COLLATE "C" = lower(left(${whole}, 100))`;
  const contacts = CONTACT_COLUMNS.map(
    (column) =>
      sql`(SELECT s.contact FROM read.contacts_contact s WHERE ${{ text: `lower(left(s.${column}, 100))`, values: [] }} ${is} LIMIT ${MOST_MATCHES})`,
  );
  return sql`
    ${joinSql(contacts, ' UNION ')}
    UNION (
      SELECT m.contact
      FROM (SELECT s.node FROM read.identity_node s WHERE lower(left(s.value, 100)) ${is} AND s.value IS NOT NULL LIMIT ${MOST_MATCHES}) found
      JOIN read.identity_map m ON m.node = found.node AND m.until_position IS NULL
    )`;
}

/** Whether more than a thousand of one kind match, so that `matching` leaves some out. */
export async function leavesOut(asking: Asking, beginning: string): Promise<boolean> {
  const beyond = [
    ...CONTACT_COLUMNS.map((column) => sql`SELECT FROM read.contacts_contact s WHERE ${inRange(column, beginning)}`),
    sql`SELECT FROM read.identity_node s WHERE ${inRange('value', beginning)}`,
  ].map((rows) => sql`EXISTS (${rows} LIMIT 1 OFFSET ${MOST_MATCHES})`);
  const [row] = await asking.rows<{ more: boolean }>(sql`SELECT ${joinSql(beyond, ' OR ')} AS more`);
  return row!.more;
}
