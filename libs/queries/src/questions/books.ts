import { query, sql } from '#kernel';
import { whole } from '../reading/moments.js';
import { namesOf, NAMES_READ, type Called } from '../reading/who.js';

/** What somebody of the staff looks after now. */
export interface BookLine {
  readonly person: Called;
  readonly team: Called | null;
  readonly contacts: number;
  readonly companies: number;
  readonly openDeals: number;
  /** Offers they made that nobody answered yet. */
  readonly offered: number;
}

/** How much everybody has who has anything, or belongs to a team. */
export const bookList = query('books', {
  path: 'books',
  permission: 'handoffs.read',
  params: {},
  reads: [...NAMES_READ, 'deals', 'ownership'],
  answer: async (asking): Promise<{ readonly items: readonly BookLine[] }> => {
    const rows = await asking.rows<{
      person: string;
      team: string | null;
      contacts: string;
      companies: string;
      deals: string;
      offered: string;
    }>(sql`
      SELECT b.person, m.team, sum(b.contacts) AS contacts, sum(b.companies) AS companies, sum(b.deals) AS deals,
             sum(b.offered) AS offered
      FROM (
        SELECT o.person, count(DISTINCT o.contact) AS contacts, 0 AS companies, 0 AS deals, 0 AS offered
        FROM read.ownership_owner o WHERE o.believed_until IS NULL AND o.valid_to IS NULL GROUP BY o.person
        UNION ALL
        SELECT o.person, 0, count(DISTINCT o.company), 0, 0
        FROM read.ownership_company_owner o WHERE o.believed_until IS NULL AND o.valid_to IS NULL GROUP BY o.person
        UNION ALL
        SELECT d.owner, 0, 0, count(*), 0
        FROM read.deals_list d WHERE d.status = 'open' AND d.owner IS NOT NULL GROUP BY d.owner
        UNION ALL
        SELECT h.from_person, 0, 0, 0, count(*)
        FROM read.ownership_handoff h
        WHERE h.status = 'open' AND h.from_person IS NOT NULL AND h.believed_until IS NULL AND h.valid_to IS NULL
        GROUP BY h.from_person
        UNION ALL
        SELECT m.person, 0, 0, 0, 0 FROM read.teams_membership m WHERE m.believed_until IS NULL AND m.valid_to IS NULL
      ) b
      LEFT JOIN read.teams_membership m ON m.person = b.person AND m.believed_until IS NULL AND m.valid_to IS NULL
      GROUP BY b.person, m.team ORDER BY contacts DESC, b.person`);
    const names = await namesOf(asking, {
      staff: rows.map(({ person }) => person),
      teams: rows.map(({ team }) => team),
    });
    return {
      items: rows.map((row) => ({
        person: names.staff(row.person)!,
        team: names.team(row.team),
        contacts: whole(row.contacts),
        companies: whole(row.companies),
        openDeals: whole(row.deals),
        offered: whole(row.offered),
      })),
    };
  },
});
