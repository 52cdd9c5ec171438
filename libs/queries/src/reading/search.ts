import { sql, type Sql } from '#kernel';

/** The most that one kind of match brings in: a beginning of one letter must not read a million rows. */
const MOST = 1_000;

/**
 * SQL of the contacts whose name, email, company or identifier begins with a text, whatever its case: each a range of
 * an index, the first thousand in its order.
 */
export function matching(beginning: string): Sql {
  const inRange = (column: string): Sql => {
    const by: Sql = { text: `lower(left(${column}, 100)) COLLATE "C"`, values: [] };
    return sql`${by} >= lower(${beginning}) AND ${by} < lower(${beginning}) || chr(1114111) ORDER BY ${by} LIMIT ${MOST}`;
  };
  return sql`
    (SELECT s.contact FROM read.contacts_contact s WHERE ${inRange('s.name')})
    UNION (SELECT s.contact FROM read.contacts_contact s WHERE ${inRange('s.email')})
    UNION (SELECT s.contact FROM read.contacts_contact s WHERE ${inRange('s.company')})
    UNION (
      SELECT m.contact
      FROM (SELECT s.node FROM read.identity_node s WHERE ${inRange('s.value')}) found
      JOIN read.identity_map m ON m.node = found.node AND m.until_position IS NULL
    )`;
}
