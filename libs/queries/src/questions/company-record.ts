import { open, query, sql, text, type Asking } from '#kernel';
import { activityOfCompany, companyOf, type CompanyName } from '../reading/company.js';
import { mapped } from '../reading/contact.js';
import { held, iso } from '../reading/moments.js';
import { recordField, type FieldRow, type RecordField } from '../reading/record-fields.js';

/** An identifier of a company, and the event that first named it. */
export interface CompanyEvidence {
  readonly node: string;
  /** The group's source; empty for a domain. */
  readonly source: string;
  readonly value: string | null;
  readonly firstSeen: string | null;
  readonly eventId: string | null;
}

/** Another company. */
export type CompanyLink = CompanyName;

/** What a company is, as the question's moment knew it. */
export interface CompanyRecord {
  readonly company: string;
  /** The id asked for: another one where it has been joined to this company since. */
  readonly askedFor: string;
  readonly name: string | null;
  readonly domains: readonly CompanyEvidence[];
  readonly groups: readonly CompanyEvidence[];
  readonly fields: readonly RecordField[];
  readonly parent: CompanyLink | null;
  readonly children: readonly CompanyLink[];
  readonly contacts: number;
  readonly touches: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
}

const MOST = 500;

/** Everything that is known about one company except its contacts and its journey. */
export const companyRecord = query('company', {
  path: 'companies/:company',
  permission: 'contacts.read',
  params: { company: open(text) },
  reads: ['companies', 'contacts', 'identity'],
  clocks: true,
  answer: async (asking, { company: asked }): Promise<CompanyRecord | null> => {
    const members = await companyOf(asking, asked);
    if (members === null) return null;
    const { contact: company, profiles: nodes } = members;
    const [fields, evidence, parent, children, activity] = await Promise.all([
      fieldsOf(asking, company),
      evidenceOf(asking, nodes),
      parentOf(asking, company),
      childrenOf(asking, company, nodes),
      activityOfCompany(asking, nodes),
    ]);
    const domains = evidence.filter(({ kind }) => kind === 'domain').map(withoutKind);
    const groups = evidence.filter(({ kind }) => kind === 'company').map(withoutKind);
    return {
      company,
      askedFor: asked,
      name: fields.find(({ field }) => field === 'name')?.value ?? shortest(domains) ?? groups[0]?.value ?? null,
      domains,
      groups,
      fields,
      parent,
      children,
      contacts: activity.contacts,
      touches: activity.touches,
      firstAt: iso(activity.firstAt),
      lastAt: iso(activity.lastAt),
    };
  },
});

function shortest(domains: readonly CompanyEvidence[]): string | null {
  const values = domains.flatMap(({ value }) => value ?? []);
  return values.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0] ?? null;
}

function withoutKind({ kind: _kind, ...evidence }: CompanyEvidence & { readonly kind: string }): CompanyEvidence {
  return evidence;
}

async function fieldsOf(asking: Asking, company: string): Promise<readonly RecordField[]> {
  const rows = await asking.byKey<FieldRow>(sql`
    SELECT f.field, f.value, f.valid_from, f.source, f.event
    FROM read.companies_field f
    WHERE f.company = ${company} AND f.value IS NOT NULL AND ${held(asking, 'f')}
    ORDER BY f.field`);
  return rows.map(recordField);
}

async function evidenceOf(
  asking: Asking,
  nodes: readonly string[],
): Promise<readonly (CompanyEvidence & { readonly kind: string })[]> {
  const rows = await asking.byKey<{
    node: string;
    kind: string;
    namespace: string | null;
    value: string | null;
    occurred_at: Date | null;
    event_id: string | null;
  }>(sql`
    SELECT n.node, n.kind, n.namespace, n.value, s.occurred_at, s.event_id
    FROM read.identity_node n
    LEFT JOIN read.identity_sighting s ON s.position = n.position AND s.n = 0
    WHERE n.node = ANY (${nodes}::uuid[])
    ORDER BY n.position, n.node LIMIT ${MOST}`);
  return rows.map(({ namespace, occurred_at, event_id, ...rest }) => ({
    ...rest,
    source: namespace ?? '',
    firstSeen: iso(occurred_at),
    eventId: event_id,
  }));
}

/** The company it belongs to; none where the two have become one since. */
async function parentOf(asking: Asking, company: string): Promise<CompanyLink | null> {
  const [row] = await asking.byKey<CompanyLink>(sql`
    SELECT m.contact AS company, c.name
    FROM read.companies_parent p
    JOIN read.identity_map m ON m.node = p.parent AND ${mapped(asking, 'm')}
    LEFT JOIN read.companies_company c ON c.company = m.contact
    WHERE p.company = ${company} AND m.contact <> ${company} AND ${held(asking, 'p')}`);
  return row ?? null;
}

/** The companies that belong to it: whose parent is any of its identifiers. */
async function childrenOf(asking: Asking, company: string, nodes: readonly string[]): Promise<readonly CompanyLink[]> {
  return asking.byKey<CompanyLink>(sql`
    SELECT DISTINCT p.company, c.name
    FROM read.companies_parent_named said
    JOIN read.identity_map m ON m.node = said.profile AND ${mapped(asking, 'm')}
    JOIN read.companies_parent p ON p.company = m.contact AND ${held(asking, 'p')}
    LEFT JOIN read.companies_company c ON c.company = p.company
    WHERE said.value = ANY (${nodes}::uuid[]) AND p.parent = ANY (${nodes}::uuid[]) AND p.company <> ${company}
    ORDER BY c.name NULLS LAST, p.company LIMIT ${MOST}`);
}
