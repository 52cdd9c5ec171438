import { sql, type Asking, type Sql } from '#kernel';
import { companyOf, contactsOfCompany } from './company.js';
import { mapped, membersOf } from './contact.js';

/** Whom something is with. */
export interface WithWhom {
  readonly contact: { readonly contact: string; readonly name: string | null } | null;
  readonly company: { readonly company: string; readonly name: string | null } | null;
}

/** The columns that `customerColumns` reads. */
export interface CustomerRow {
  readonly contact: string | null;
  readonly contact_name: string | null;
  readonly company: string | null;
  readonly company_name: string | null;
}

/** SQL of whom a row `d` with the nodes `profile` and `company` is with, by name; takes the joins of `customerNames`. */
export const customerColumns: Sql = sql`
  coalesce(cm.contact, d.profile) AS contact, coalesce(c.name, c.email) AS contact_name,
  coalesce(fm.contact, d.company) AS company, f.name AS company_name`;

/** SQL of the joins that `customerColumns` needs. */
export function customerNames(asking: Asking): Sql {
  return sql`
    LEFT JOIN read.identity_map cm ON cm.node = d.profile AND ${mapped(asking, 'cm')}
    LEFT JOIN read.contacts_contact c ON c.contact = cm.contact
    LEFT JOIN read.identity_map fm ON fm.node = d.company AND ${mapped(asking, 'fm')}
    LEFT JOIN read.companies_company f ON f.company = fm.contact`;
}

/** The read models of names and of who is who. */
export const CUSTOMER_MODELS = ['companies', 'contacts', 'identity'] as const;

/** Whom a row is with, as answers say it. */
export function withWhom(row: CustomerRow): WithWhom {
  return {
    contact: row.contact === null ? null : { contact: row.contact, name: row.contact_name },
    company: row.company === null ? null : { company: row.company, name: row.company_name },
  };
}

/** SQL of the condition that a row `d` is a contact's, by any of its identifiers. */
export async function withContact(asking: Asking, contact: string): Promise<Sql> {
  const members = await membersOf(asking, contact);
  return sql`d.profile = ANY (${members?.profiles ?? []}::uuid[])`;
}

/**
 * SQL of the condition that a row `d` of `from`, told apart by a column, is a company's: it names the company, or nobody
 * but one of its contacts. Both are found by index.
 */
export async function withCompany(
  asking: Asking,
  id: string,
  from: Sql,
  key: 'subscription' | 'order' | 'position',
): Promise<Sql> {
  const company = await companyOf(asking, id);
  const nodes = company?.profiles ?? [];
  const of = (alias: string): Sql => ({ text: `${alias}."${key}"`, values: [] });
  return sql`${of('d')} IN (
    SELECT ${of('own')} FROM ${from} own WHERE own.company = ANY (${nodes}::uuid[])
    UNION
    SELECT ${of('theirs')}
    FROM (${contactsOfCompany(asking, nodes)}) who
    JOIN read.identity_map m ON m.contact = who.contact AND ${mapped(asking, 'm')}
    JOIN ${from} theirs ON theirs.profile = m.node AND theirs.company IS NULL)`;
}
