import { sql, type Asking } from '#kernel';

/** What somebody owns for a team: a contact or a company, the node it is said of, and nodes with claims of their own. */
export interface BookEntry {
  readonly contact: string;
  readonly team: string | null;
  readonly profile: string;
  readonly over: readonly string[];
}

/** Everything somebody owns now, for one team or for all, in the order of ids. */
export function bookOf(asking: Asking, person: string, team: string | undefined): Promise<readonly BookEntry[]> {
  return asking.rows<BookEntry>(sql`
    SELECT o.contact, o.team, o.profile,
           coalesce((SELECT array_agg(DISTINCT s.profile)
                     FROM read.identity_map m JOIN read.ownership_said s ON s.profile = m.node AND s.until IS NULL
                     WHERE m.contact = o.contact AND m.until_position IS NULL AND s.profile <> o.profile
                       AND (s.team IS NOT DISTINCT FROM o.team OR s.from_team IS NOT DISTINCT FROM o.team)), '{}') AS over
    FROM (
      SELECT contact, team, profile, person FROM read.ownership_owner WHERE believed_until IS NULL AND valid_to IS NULL
      UNION ALL
      SELECT company, team, profile, person FROM read.ownership_company_owner
      WHERE believed_until IS NULL AND valid_to IS NULL
    ) o
    WHERE o.person = ${person} AND ${team === undefined ? sql`true` : sql`o.team = ${team}`}
    ORDER BY o.contact, o.team`);
}

/** Open deals somebody owns now. */
export async function openDealsOf(asking: Asking, person: string): Promise<readonly string[]> {
  const rows = await asking.rows<{ deal: string }>(
    sql`SELECT d.deal FROM read.deals_list d WHERE d.owner = ${person} AND d.status = 'open' ORDER BY d.deal`,
  );
  return rows.map(({ deal }) => deal);
}
