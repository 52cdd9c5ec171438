import { open, optional, query, sql, text, wholeNumber } from '#kernel';
import { companiesMatching } from '../reading/company.js';
import { pageSize } from '../reading/paging.js';
import { leavesOut, matching, matchingWhole } from '../reading/search.js';

/** A company found by the beginning of its name, domain or group's id. */
export interface CompanyHit {
  readonly kind: 'company';
  readonly company: string;
  readonly name: string | null;
  readonly domain: string | null;
}

/** A contact found by the beginning of its name, address, company or identifier. */
export interface SearchHit {
  readonly kind: 'contact';
  readonly contact: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly company: string | null;
  readonly companyId: string | null;
}

/** What is found: contacts, and companies. */
export interface Found {
  readonly items: readonly SearchHit[];
  readonly companies: readonly CompanyHit[];
  readonly cut?: true;
}

const USUAL = 10;

/**
 * What Ctrl-K finds: contacts of which the text is the whole first, then those last in touch; companies by name. `cut`
 * says that more than a thousand of a kind match, of which only the first are looked at.
 */
export const search = query('search', {
  path: 'search',
  permission: 'contacts.read',
  params: { q: open(text), limit: optional(wholeNumber) },
  reads: ['companies', 'contacts', 'identity'],
  answer: async (asking, { q, limit }): Promise<Found> => {
    const beginning = q.trim();
    if (beginning === '') return { items: [], companies: [] };
    const most = limit === undefined ? USUAL : pageSize(limit);
    const found = asking.rows<SearchHit>(sql`
      SELECT 'contact' AS kind, c.contact, employer.contact AS "companyId",
             coalesce(c.name, CASE WHEN c.email IS NULL THEN strongest.value END) AS name, c.email, c.company
      FROM read.contacts_contact c
      LEFT JOIN read.identity_map employer ON employer.node = c.company_node AND employer.until_position IS NULL
      LEFT JOIN LATERAL (
        SELECT n.value
        FROM read.identity_map m JOIN read.identity_node n ON n.node = m.node
        WHERE m.contact = c.contact AND m.until_position IS NULL AND c.name IS NULL AND c.email IS NULL
        ORDER BY array_position(ARRAY['user', 'email', 'phone', 'external', 'anonymous'], n.kind), n.position
        LIMIT 1
      ) strongest ON true
      WHERE c.contact IN (${matching(beginning)})
      ORDER BY (c.contact IN (${matchingWhole(beginning)})) DESC, c.last_at DESC NULLS LAST, c.contact
      LIMIT ${most}`);
    const ofCompanies = asking.rows<CompanyHit>(sql`
      SELECT 'company' AS kind, c.company, c.name, c.domain
      FROM read.companies_company c
      WHERE c.company IN (${companiesMatching(beginning)})
      ORDER BY (lower(left(c.name, 100)) = lower(${beginning}) OR lower(c.domain) = lower(${beginning})) DESC NULLS LAST,
               lower(left(c.name, 100)) COLLATE "C", c.company
      LIMIT ${most}`);
    const [items, companies, cut] = await Promise.all([found, ofCompanies, leavesOut(asking, beginning)]);
    return cut ? { items, companies, cut } : { items, companies };
  },
});
