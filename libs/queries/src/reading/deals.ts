import { sql, type Asking, type Sql } from '#kernel';
import { companyOf, contactsOfCompany } from './company.js';
import { calledNow, mapped, membersOf } from './contact.js';
import { held, heldInRanges, iso, whole } from './moments.js';

/** One deal, as lists and boards show it. */
export interface DealLine {
  readonly deal: string;
  readonly name: string | null;
  readonly status: 'open' | 'won' | 'lost';
  readonly pipeline: string;
  /** Null in the first stage of its pipeline. */
  readonly stage: string | null;
  /** Since when it is in its stage. */
  readonly stageSince: string | null;
  /** Minor units of the currency's own. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly closeOn: string | null;
  /** Open though it was expected to be closed by now. */
  readonly overdue: boolean;
  readonly owner: { readonly person: string; readonly name: string | null } | null;
  readonly contact: { readonly contact: string; readonly name: string | null } | null;
  readonly company: { readonly company: string; readonly name: string | null } | null;
  readonly openedAt: string | null;
  readonly openedPrecision: string | null;
  readonly closedAt: string | null;
  readonly closedPrecision: string | null;
  readonly reason: string | null;
  readonly nextStep: string | null;
  readonly nextOn: string | null;
  readonly campaign: string | null;
  /** How often it was opened again. */
  readonly reopened: number;
}

/** A deal's row of the state or the list. */
export interface DealRow {
  readonly deal: string;
  readonly name: string | null;
  readonly status: DealLine['status'];
  readonly pipeline: string;
  readonly stage: string | null;
  readonly stage_since: Date | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly close_on: string | null;
  readonly overdue: boolean;
  readonly owner: string | null;
  readonly owner_name: string | null;
  readonly contact: string | null;
  readonly contact_name: string | null;
  readonly company: string | null;
  readonly company_name: string | null;
  readonly opened_at: Date | null;
  readonly opened_precision: string | null;
  readonly closed_at: Date | null;
  readonly closed_precision: string | null;
  readonly reason: string | null;
  readonly next_step: string | null;
  readonly next_on: string | null;
  readonly campaign: string | null;
  readonly reopened: number;
}

/** Whether a question is about what holds now, and so may be answered from what is kept for that. */
export function asksNow({ asOf, knownAt }: Pick<Asking, 'asOf' | 'knownAt'>): boolean {
  return asOf === null && knownAt === null;
}

/** SQL of the deals at the asked moment, to stand in a FROM: the list where it is now, the state else. */
export function dealsAt(asking: Asking): Sql {
  return asksNow(asking) ? sql`read.deals_list` : sql`(SELECT s.* FROM read.deals_deal s WHERE ${held(asking, 's')})`;
}

/** SQL of the deals that are open at the asked moment, to stand in a FROM: in the past there are many more that were not. */
export function openDealsAt(asking: Asking): Sql {
  return asksNow(asking)
    ? sql`(SELECT l.* FROM read.deals_list l WHERE l.status = 'open')`
    : sql`(SELECT s.* FROM read.deals_deal s WHERE s.status = 'open' AND ${heldInRanges(asking, 's')})`;
}

/** SQL of the local day of the asked moment. */
export function todayOf({ asOf, now, zone }: Asking): Sql {
  return sql`(${asOf ?? now}::timestamptz AT TIME ZONE ${zone})::date`;
}

/** SQL of a deal's line from a row `d`, with the names of whom it is with and whose it is. */
export function dealColumns(asking: Asking): Sql {
  return sql`
    d.deal, d.name, d.status, d.pipeline, d.stage, d.stage_since, d.amount, d.currency, d.close_on::text AS close_on,
    d.status = 'open' AND coalesce(d.close_on < ${todayOf(asking)}, false) AS overdue,
    d.owner, who.name AS owner_name, coalesce(cm.contact, d.profile) AS contact, ${calledNow('c', sql`cm.contact`)} AS contact_name,
    coalesce(fm.contact, d.company) AS company, f.name AS company_name,
    d.opened_at, d.opened_precision, d.closed_at, d.closed_precision, d.reason, d.next_step, d.next_on::text AS next_on,
    d.campaign, d.reopened`;
}

/** SQL of the joins that `dealColumns` needs. */
export function dealNames(asking: Asking): Sql {
  return sql`
    LEFT JOIN LATERAL (
      SELECT coalesce(p.name, l.name, p.email) AS name
      FROM (SELECT d.owner AS person) o
      LEFT JOIN read.staff_person p ON p.person = o.person AND p.believed_until IS NULL AND p.valid_to IS NULL
      LEFT JOIN read.teams_colleague l ON l.person = o.person AND l.believed_until IS NULL AND l.valid_to IS NULL
    ) who ON true
    LEFT JOIN read.identity_map cm ON cm.node = d.profile AND ${mapped(asking, 'cm')}
    LEFT JOIN read.contacts_contact c ON c.contact = cm.contact
    LEFT JOIN read.identity_map fm ON fm.node = d.company AND ${mapped(asking, 'fm')}
    LEFT JOIN read.companies_company f ON f.company = fm.contact`;
}

/** The read models that `dealsAt`, `dealColumns` and the filters read. */
export const DEAL_MODELS = ['companies', 'contacts', 'deals', 'identity', 'staff', 'teams'] as const;

/** A deal's row as answers say it. */
export function dealLine(row: DealRow): DealLine {
  return {
    deal: row.deal,
    name: row.name,
    status: row.status,
    pipeline: row.pipeline,
    stage: row.stage,
    stageSince: iso(row.stage_since),
    amount: row.amount === null ? null : whole(row.amount),
    currency: row.currency,
    closeOn: row.close_on,
    overdue: row.overdue,
    owner: row.owner === null ? null : { person: row.owner, name: row.owner_name },
    contact: row.contact === null ? null : { contact: row.contact, name: row.contact_name },
    company: row.company === null ? null : { company: row.company, name: row.company_name },
    openedAt: iso(row.opened_at),
    openedPrecision: row.opened_precision,
    closedAt: iso(row.closed_at),
    closedPrecision: row.closed_precision,
    reason: row.reason,
    nextStep: row.next_step,
    nextOn: row.next_on,
    campaign: row.campaign,
    reopened: row.reopened,
  };
}

/** SQL of the condition that a contact, by any of its identifiers, took part in a deal `d` of `dealsAt` at the asked moment. */
export async function ofContact(asking: Asking, contact: string): Promise<Sql> {
  const nodes = (await membersOf(asking, contact))?.profiles ?? [];
  if (asksNow(asking)) return sql`d.parties && ${nodes}::uuid[]`;
  return sql`d.deal IN (
    SELECT p.deal FROM read.deals_party p WHERE p.profile = ANY (${nodes}::uuid[]) AND ${held(asking, 'p')})`;
}

/** SQL of the condition that a deal `d` of `dealsAt` was a company's at the asked moment: it names the company, or nobody but one of its contacts. */
export async function ofCompany(asking: Asking, id: string): Promise<Sql> {
  const company = await companyOf(asking, id);
  const nodes = company?.profiles ?? [];
  return sql`d.deal IN (
    SELECT own.deal FROM ${dealsAt(asking)} own WHERE own.company = ANY (${nodes}::uuid[])
    UNION
    SELECT theirs.deal
    FROM (${contactsOfCompany(asking, nodes)}) who
    JOIN read.identity_map m ON m.contact = who.contact AND ${mapped(asking, 'm')}
    JOIN ${dealsAt(asking)} theirs ON theirs.profile = m.node AND theirs.company IS NULL)`;
}
