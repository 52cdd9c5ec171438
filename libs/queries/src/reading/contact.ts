import { isCompanyNode, isUuid, sql, type Asking, type Sql } from '#kernel';
import { happenedBy } from './moments.js';

/** A contact as a question sees it: its id, and the profiles whose facts are its own. */
export interface Members {
  readonly contact: string;
  readonly profiles: readonly string[];
}

/** SQL that is true for rows of the identity map believed at the asked moment. */
export function mapped(asking: Asking, alias: string): Sql {
  const row = (column: string): Sql => ({ text: `${alias}.${column}`, values: [] });
  return asking.knownAt === null
    ? sql`${row('until_position')} IS NULL`
    : sql`${row('from_position')} <= ${asking.knownAt} AND (${row('until_position')} IS NULL OR ${row('until_position')} > ${asking.knownAt})`;
}

/** SQL that is true for facts believed at the asked moment, that had happened by then. */
export function believed(asking: Asking, alias: string): Sql {
  const row = (column: string): Sql => ({ text: `${alias}.${column}`, values: [] });
  const known =
    asking.knownAt === null
      ? sql`${row('until')} IS NULL`
      : sql`${row('position')} <= ${asking.knownAt} AND (${row('until')} IS NULL OR ${row('until')} > ${asking.knownAt})`;
  return asking.asOf === null
    ? known
    : sql`${known} AND ${happenedBy(row('occurred_at'), row('precision'), asking.asOf, asking.zone)}`;
}

/** The contact an id stands for (its own, or one joined to it) with its profiles; null for an id nobody knows, or a company's. */
export async function membersOf(asking: Asking, id: string): Promise<Members | null> {
  return isCompanyNode(id) ? null : componentOf(asking, id);
}

/** The contact or company an id stands for; null for an id nobody knows. */
export async function componentOf(asking: Asking, id: string): Promise<Members | null> {
  if (!isUuid(id)) return null;
  const rows = await asking.byKey<{ contact: string; node: string }>(sql`
    SELECT m.contact, m.node
    FROM read.identity_map me
    JOIN read.identity_map m ON m.contact = me.contact AND ${mapped(asking, 'm')}
    WHERE me.node = ${id} AND ${mapped(asking, 'me')}
    ORDER BY m.from_position, m.node`);
  const [first] = rows;
  return first === undefined ? null : { contact: first.contact, profiles: rows.map((row) => row.node) };
}
