import { isCompanyNode, isCompanySql, isUuid, sql, type Asking, type Sql } from '#kernel';
import { happenedBy } from './moments.js';

/** A contact as a question sees it: its id, and the profiles whose facts are its own. */
export interface Members {
  readonly contact: string;
  readonly profiles: readonly string[];
}

/** SQL that is true for rows of the identity map believed at the asked moment. */
export function mapped(asking: Pick<Asking, 'knownAt'>, alias: string): Sql {
  const row = (column: string): Sql => ({ text: `${alias}.${column}`, values: [] });
  return asking.knownAt === null
    ? sql`${row('until_position')} IS NULL`
    : sql`${row('from_position')} <= ${asking.knownAt} AND (${row('until_position')} IS NULL OR ${row('until_position')} > ${asking.knownAt})`;
}

/** SQL that is true for facts believed at the asked moment, that had happened by then. */
export function believed(asking: Pick<Asking, 'asOf' | 'knownAt' | 'zone'>, alias: string): Sql {
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

/**
 * SQL of what a contact is called now: its name, else its address, else its strongest identifier. `current` is the alias
 * of its row in the list of contacts, `contact` SQL of its id.
 */
export function calledNow(current: string, contact: Sql): Sql {
  const row = (column: string): Sql => ({ text: `${current}.${column}`, values: [] });
  return sql`coalesce(${row('name')}, ${row('email')}, (
    SELECT n.value FROM read.identity_map own JOIN read.identity_node n ON n.node = own.node
    WHERE own.contact = ${contact} AND own.until_position IS NULL AND n.value IS NOT NULL
    ORDER BY array_position(ARRAY['user', 'email', 'phone', 'external', 'anonymous'], n.kind), n.position LIMIT 1))`;
}

/** SQL of the contact or company that a node belongs to, as known; the node itself where nothing says so. */
export function componentSql(asking: Pick<Asking, 'knownAt'>, node: Sql): Sql {
  return sql`coalesce((SELECT own.contact FROM read.identity_map own WHERE own.node = ${node} AND ${mapped(asking, 'own')}), ${node})`;
}

/**
 * SQL that joins what the identity map says, as known, of a node that belongs to another one: `whoseSql` of the same alias is
 * whose it is, for many nodes at once. Nodes that stand for themselves are left out: they are nearly half of the map.
 */
export function whoseJoin(asking: Pick<Asking, 'knownAt'>, alias: string, node: Sql): Sql {
  const name: Sql = { text: alias, values: [] };
  return sql`
    LEFT JOIN LATERAL (
      SELECT map.contact AS component FROM read.identity_map map
      WHERE map.node = ${node} AND map.contact <> map.node AND ${mapped(asking, 'map')}
    ) ${name} ON true`;
}

/** SQL of the contact or company a node belongs to, by `whoseJoin`; the node itself where nothing says so. */
export function whoseSql(alias: string, node: Sql): Sql {
  const name: Sql = { text: alias, values: [] };
  return sql`coalesce(${name}.component, ${node})`;
}

/**
 * SQL that joins whom rows are with, many at once, as known: they have a `profile` and a `company`, whose components are
 * then `partiesOf` the same row.
 */
export function partiesJoin(asking: Pick<Asking, 'knownAt'>, row: string): Sql {
  const of = (name: string): Sql => whoseJoin(asking, `of_${name}`, { text: `${row}.${name}`, values: [] });
  return sql`${of('profile')} ${of('company')}`;
}

/** SQL of whom rows are with, joined by `partiesJoin`, as columns `contact` and `company`. */
export function partiesOf(row: string): Sql {
  const of = (name: string): Sql => whoseSql(`of_${name}`, { text: `${row}.${name}`, values: [] });
  return sql`${of('profile')} AS contact, ${of('company')} AS company`;
}

/** SQL of whom a node stands for, as columns `contact` and `company`: the one it belongs to; the other is null. */
export function partySql(asking: Pick<Asking, 'knownAt'>, node: Sql): Sql {
  const isCompany = isCompanySql(node);
  const component = componentSql(asking, node);
  return sql`CASE WHEN NOT ${isCompany} THEN ${component} END AS contact, CASE WHEN ${isCompany} THEN ${component} END AS company`;
}
