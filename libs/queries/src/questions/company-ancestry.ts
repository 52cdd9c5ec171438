import { open, query, sql, text } from '#kernel';
import { companyOf, type CompanyName } from '../reading/company.js';

/** The companies above a company, the nearest first. */
export interface CompanyAncestry {
  readonly company: string;
  readonly items: readonly CompanyName[];
}

const HIGHEST = 100;

/** To whom a company belongs, and they, up to the top. Where companies that became one made a circle, each stands once. */
export const companyAncestry = query('company-ancestry', {
  path: 'companies/:company/ancestry',
  permission: 'contacts.read',
  params: { company: open(text) },
  reads: ['companies', 'identity'],
  answer: async (asking, { company: asked }): Promise<CompanyAncestry | null> => {
    const members = await companyOf(asking, asked);
    if (members === null) return null;
    const { contact: company } = members;
    const rows = await asking.byKey<CompanyName>(sql`
      WITH RECURSIVE above (company, height, path) AS (
        SELECT ${company}::uuid, 0, ARRAY[${company}::uuid]
        UNION ALL
        SELECT m.contact, a.height + 1, a.path || m.contact
        FROM above a
        JOIN read.companies_company c ON c.company = a.company
        JOIN read.identity_map m ON m.node = c.parent AND m.until_position IS NULL
        WHERE m.contact <> ALL (a.path) AND a.height < ${HIGHEST}
      )
      SELECT a.company, c.name FROM above a LEFT JOIN read.companies_company c ON c.company = a.company
      WHERE a.height > 0 ORDER BY a.height`);
    return { company, items: rows };
  },
});
