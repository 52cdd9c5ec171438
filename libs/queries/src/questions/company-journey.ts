import { query, sql, type Asking, type Sql } from '#kernel';
import { companyOf, contactsOfCompany } from '../reading/company.js';
import { believed, mapped } from '../reading/contact.js';
import { journeyParams, journeyWhere, JOURNEY_CURSOR } from '../reading/journey.js';
import { continueAfter, pageOf, pageSize } from '../reading/paging.js';
import { afterSql, touchesOf, touchLines, type After, type TouchLine } from '../reading/touches.js';

/** One line of a company's journey: a touch, and whose; null where it is the company's own. */
export interface CompanyTouchLine extends TouchLine {
  readonly contact: string | null;
  readonly contactName: string | null;
}

/** What happened with everybody who belongs to a company, and with itself: newest first, those nobody has a time for at the end. */
export const companyJourney = query('company-journey', {
  path: 'companies/:company/journey',
  permission: 'contacts.read',
  params: journeyParams('company'),
  reads: ['contacts', 'identity'],
  clocks: true,
  answer: async (asking, params) => {
    const members = await companyOf(asking, params.company);
    if (members === null) return null;
    const size = pageSize(params.limit);
    const cursor = continueAfter('company-journey', params.cursor, JOURNEY_CURSOR);
    const after = cursor === null ? null : { at: cursor[0] as string | null, position: Number(cursor[1]) };
    const where = journeyWhere(asking, params);
    const newest = await newestProfiles(asking, members.profiles, { where, after, limit: size + 1 });
    const contactOf = new Map(newest.map(({ profile, contact }) => [profile, contact]));
    const profiles = [...contactOf.keys(), ...members.profiles];
    const rows = await touchesOf(asking, { profiles, limit: size + 1, where, after });
    const page = pageOf(
      'company-journey',
      rows,
      size,
      (row) => row,
      (row) => [row.occurred_at?.toISOString() ?? null, Number(row.position)],
    );
    const contacts = page.items.map(({ profile }) => contactOf.get(profile) ?? null);
    const named = contacts.filter((contact) => contact !== null);
    const [lines, names] = await Promise.all([touchLines(asking, page.items), namesOf(asking, named)]);
    const items: readonly CompanyTouchLine[] = lines.map((line, i) => {
      const contact = contacts[i] ?? null;
      return { ...line, contact, contactName: contact === null ? null : (names.get(contact) ?? null) };
    });
    return { ...page, items };
  },
});

interface Profile {
  readonly profile: string;
  readonly contact: string;
}

/**
 * The profiles that a page of so many lines can come from: those whose newest touch, of what is left, is among as many
 * newest. One look into the index for each profile, so a page costs the same however long their journeys are.
 */
async function newestProfiles(
  asking: Asking,
  nodes: readonly string[],
  { where, after, limit }: { readonly where: readonly Sql[]; readonly after: After | null; readonly limit: number },
): Promise<readonly Profile[]> {
  const walk = (part: 'dated' | 'undated', order: Sql): Promise<readonly Profile[]> =>
    asking.rows<Profile>(sql`
      WITH own AS MATERIALIZED (${contactsOfCompany(asking, nodes)})
      SELECT m.node AS profile, m.contact
      FROM own JOIN read.identity_map m ON m.contact = own.contact AND ${mapped(asking, 'm')}
      CROSS JOIN LATERAL (
        SELECT t.occurred_at, t.position FROM read.contacts_touch t
        WHERE t.profile = m.node AND ${believed(asking, 't')} AND ${afterSql(part, after, where)}
        ORDER BY ${order} LIMIT 1
      ) t
      ORDER BY ${order} LIMIT ${limit}`);
  const dated =
    after !== null && after.at === null ? [] : await walk('dated', sql`t.occurred_at DESC, t.position DESC`);
  return [...dated, ...(await walk('undated', sql`t.position DESC`))];
}

async function namesOf(asking: Asking, contacts: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const rows = await asking.byKey<{ contact: string; name: string | null }>(sql`
    SELECT c.contact, coalesce(c.name, c.email) AS name FROM read.contacts_contact c
    WHERE c.contact = ANY (${[...new Set(contacts)]}::uuid[])`);
  return new Map(rows.map(({ contact, name }) => [contact, name]));
}
