import { isCompanyNode, joinSql, sql, type Asking, type Sql } from '#kernel';
import { believed, componentOf, mapped, type Members } from './contact.js';
import { whole } from './moments.js';
import { MOST_MATCHES } from './search.js';

/** The company an id stands for (its own, or one joined to it) with its identifiers; null for an id nobody knows, or a contact's. */
export async function companyOf(asking: Asking, id: string): Promise<Members | null> {
  return isCompanyNode(id) ? componentOf(asking, id) : null;
}

/** A company, and what it is called. */
export interface CompanyName {
  readonly company: string;
  readonly name: string | null;
}

/**
 * SQL of the company's node that a contact belongs to, at the asked moment: the group it was put into last by when it
 * happened, else the domain of its addresses that was seen last. Whose address is of which domain is part of who is who,
 * and as that has no date of its own. `contact` is SQL of the contact's id.
 */
function employerNode(asking: Asking, contact: Sql): Sql {
  return sql`coalesce(
    (SELECT g.company FROM read.identity_map m JOIN read.contacts_grouped g ON g.profile = m.node
     WHERE m.contact = ${contact} AND ${mapped(asking, 'm')} AND ${believed(asking, 'g')}
     ORDER BY g.occurred_at DESC NULLS LAST, g.position DESC LIMIT 1),
    (SELECT s.company FROM read.identity_map m JOIN read.identity_membership s ON s.node = m.node
     JOIN read.identity_node n ON n.node = s.company AND n.kind = 'domain'
     WHERE m.contact = ${contact} AND ${mapped(asking, 'm')} AND ${mapped(asking, 's')}
     ORDER BY s.from_position DESC, s.company LIMIT 1))`;
}

/** The company a contact belongs to, at the asked moment. */
export async function employerOf(asking: Asking, contact: string): Promise<CompanyName | null> {
  const [found] = await asking.byKey<CompanyName>(sql`
    SELECT m.contact AS company, c.name
    FROM (SELECT ${employerNode(asking, sql`${contact}::uuid`)} AS node) e
    JOIN read.identity_map m ON m.node = e.node AND ${mapped(asking, 'm')}
    LEFT JOIN read.companies_company c ON c.company = m.contact`);
  return found ?? null;
}

/** SQL of the contacts (`contact`) that belong to a company with these nodes, at the asked moment. */
export function contactsOfCompany(asking: Asking, nodes: readonly string[]): Sql {
  if (asking.asOf === null && asking.knownAt === null)
    return sql`SELECT c.contact FROM read.contacts_contact c WHERE c.company_node = ANY (${nodes}::uuid[])`;
  return sql`
    SELECT candidate.contact
    FROM (
      SELECT DISTINCT m.contact
      FROM (
        SELECT s.node FROM read.identity_membership s WHERE s.company = ANY (${nodes}::uuid[]) AND ${mapped(asking, 's')}
        UNION
        SELECT g.profile FROM read.contacts_grouped g WHERE g.company = ANY (${nodes}::uuid[]) AND ${believed(asking, 'g')}
      ) seen
      JOIN read.identity_map m ON m.node = seen.node AND ${mapped(asking, 'm')}
    ) candidate
    WHERE ${employerNode(asking, sql`candidate.contact`)} = ANY (${nodes}::uuid[])`;
}

/** How much there is of a company: contacts, touches, and when the first and the last were. */
export interface CompanyActivity {
  readonly contacts: number;
  readonly touches: number;
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
}

/** Counts a company's contacts and touches, at the asked moment: now from what is kept, else from the facts. */
export async function activityOfCompany(asking: Asking, nodes: readonly string[]): Promise<CompanyActivity> {
  const now = asking.asOf === null && asking.knownAt === null;
  const question = now
    ? sql`
      SELECT sum(t.contacts) AS contacts, sum(t.touches) AS touches, min(t.first_at) AS first, max(t.last_at) AS last
      FROM read.contacts_company t WHERE t.company_node = ANY (${nodes}::uuid[])`
    : sql`
      WITH own AS MATERIALIZED (${contactsOfCompany(asking, nodes)})
      SELECT (SELECT count(*) FROM own) AS contacts, count(t.position) AS touches, min(t.occurred_at) AS first, max(t.occurred_at) AS last
      FROM own JOIN read.identity_map m ON m.contact = own.contact AND ${mapped(asking, 'm')}
      LEFT JOIN read.contacts_touch t ON t.profile = m.node AND ${believed(asking, 't')}`;
  const [row] = await asking.byKey<{
    contacts: string | null;
    touches: string | null;
    first: Date | null;
    last: Date | null;
  }>(question);
  return {
    contacts: whole(row?.contacts),
    touches: whole(row?.touches),
    firstAt: row?.first ?? null,
    lastAt: row?.last ?? null,
  };
}

const COLUMNS = ['name', 'domain'] as const;

/** SQL of the companies (`company`) whose name, domain or group's id begins with a text, whatever its case: the first thousand of each. */
export function companiesMatching(beginning: string): Sql {
  const range = (by: Sql): Sql =>
    sql`${by} >= lower(${beginning}) AND ${by} < lower(${beginning}) || chr(1114111) ORDER BY ${by} LIMIT ${MOST_MATCHES}`;
  const byColumn = COLUMNS.map(
    (column) =>
      sql`(SELECT s.company FROM read.companies_company s WHERE ${range({ text: `lower(left(s.${column}, 100)) COLLATE "C"`, values: [] })})`,
  );
  return sql`
    ${joinSql(byColumn, ' UNION ')}
    UNION (
      SELECT m.contact
      FROM (
        SELECT s.node, s.kind FROM read.identity_node s
        WHERE s.value IS NOT NULL AND ${range({ text: `lower(left(s.value, 100)) COLLATE "C"`, values: [] })}
      ) found
      JOIN read.identity_map m ON m.node = found.node AND m.until_position IS NULL
      WHERE found.kind IN ('company', 'domain')
    )`;
}
