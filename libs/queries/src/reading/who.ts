import { sql, type Asking } from '#kernel';

/** Somebody or something by its id, with what it is called; null where that is not known, or erased. */
export interface Called {
  readonly id: string;
  readonly name: string | null;
}

/** What people of the staff, teams and contacts are called now, each looked up once. */
export interface Names {
  staff(id: string | null): Called | null;
  team(id: string | null): Called | null;
  /** The contact a node belongs to. */
  contact(node: string | null): Called | null;
}

interface Wanted {
  readonly staff?: readonly (string | null)[];
  readonly teams?: readonly (string | null)[];
  readonly nodes?: readonly (string | null)[];
}

const ids = (wanted: readonly (string | null)[] = []): string[] => [...new Set(wanted.filter((id) => id !== null))];

/** Looks up what all of these are called: one statement per kind, however many there are. */
export async function namesOf(asking: Asking, wanted: Wanted): Promise<Names> {
  const [staff, teams, contacts] = await Promise.all([
    asking.byKey<{ id: string; name: string | null }>(sql`
      SELECT w.id, coalesce(p.name, c.name, p.email) AS name
      FROM unnest(${ids(wanted.staff)}::uuid[]) AS w (id)
      LEFT JOIN read.staff_person p ON p.person = w.id AND p.believed_until IS NULL AND p.valid_to IS NULL
      LEFT JOIN read.teams_colleague c ON c.person = w.id AND c.believed_until IS NULL AND c.valid_to IS NULL`),
    asking.byKey<{ id: string; name: string | null }>(sql`
      SELECT t.team AS id, t.name FROM read.teams_team t
      WHERE t.team = ANY (${ids(wanted.teams)}::uuid[]) AND t.believed_until IS NULL AND t.valid_to IS NULL`),
    asking.byKey<{ node: string; id: string; name: string | null }>(sql`
      SELECT m.node, m.contact AS id, coalesce(c.name, c.email, y.name) AS name
      FROM read.identity_map m
      LEFT JOIN read.contacts_contact c ON c.contact = m.contact
      LEFT JOIN read.companies_company y ON y.company = m.contact
      WHERE m.node = ANY (${ids(wanted.nodes)}::uuid[]) AND m.until_position IS NULL`),
  ]);
  const people = new Map(staff.map((one) => [one.id, one]));
  const groups = new Map(teams.map((one) => [one.id, one]));
  const owners = new Map(contacts.map(({ node, ...one }) => [node, one]));
  const found = (among: ReadonlyMap<string, Called>, id: string | null): Called | null =>
    id === null ? null : (among.get(id) ?? { id, name: null });
  return {
    staff: (id) => found(people, id),
    team: (id) => found(groups, id),
    contact: (node) => found(owners, node),
  };
}

/** The read models names are looked up in. */
export const NAMES_READ = ['companies', 'contacts', 'identity', 'staff', 'teams'] as const;
