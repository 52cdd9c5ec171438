import { optional, query, sql, wholeNumber, type Asking } from '#kernel';
import { iso, whole } from '../reading/moments.js';
import { pageSize } from '../reading/paging.js';
import { nearEmails } from '../reading/near-emails.js';

/** Why two contacts may be one. */
export type DuplicateReason = 'same-name-and-company' | 'near-email' | 'same-phone';

/** One side of a suggestion. */
export interface DuplicateSide {
  readonly contact: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly company: string | null;
  readonly touches: number;
  readonly lastAt: string | null;
}

/** Two contacts that may be one. */
export interface Duplicate {
  readonly left: DuplicateSide;
  readonly right: DuplicateSide;
  readonly reasons: readonly DuplicateReason[];
}

/** What looks alike: contacts by what they have in common. More of one kind than this are no duplicates but a habit. */
const ALIKE = 10;
/** Groups of one kind that are looked at. */
const GROUPS = 2_000;

interface Group {
  readonly contacts: readonly string[];
  readonly emails?: readonly string[];
}

/** Contacts that may be one, those with most reasons first; what people dismissed or keep apart is left out. */
export const duplicateList = query('duplicates', {
  path: 'duplicates',
  permission: 'contacts.read',
  params: { limit: optional(wholeNumber) },
  reads: ['contacts', 'identity', 'duplicates'],
  answer: async (asking, { limit }): Promise<{ readonly items: readonly Duplicate[]; readonly more: boolean }> => {
    const size = pageSize(limit);
    const [names, emails, phones] = await Promise.all([
      sameNameAndCompany(asking),
      sameLocalPart(asking),
      samePhone(asking),
    ]);
    const found = new Map<string, Set<DuplicateReason>>();
    const suggest = (x: string, y: string, reason: DuplicateReason): void => {
      const key = x < y ? `${x} ${y}` : `${y} ${x}`;
      found.set(key, (found.get(key) ?? new Set()).add(reason));
    };
    const eachPair = ({ contacts }: Group, tell: (i: number, j: number) => void): void =>
      contacts.forEach((_, i) => {
        for (let j = i + 1; j < contacts.length; j++) tell(i, j);
      });
    for (const group of names)
      eachPair(group, (i, j) => suggest(group.contacts[i]!, group.contacts[j]!, 'same-name-and-company'));
    for (const group of phones)
      eachPair(group, (i, j) => suggest(group.contacts[i]!, group.contacts[j]!, 'same-phone'));
    for (const group of emails)
      eachPair(group, (i, j) => {
        if (nearEmails(group.emails![i]!, group.emails![j]!))
          suggest(group.contacts[i]!, group.contacts[j]!, 'near-email');
      });
    const settled = await settledAmong(asking, [...found.keys()]);
    const open = [...found]
      .filter(([pair]) => !settled.has(pair))
      .sort(([x, a], [y, b]) => b.size - a.size || (x < y ? -1 : 1));
    const shown = open.slice(0, size).map(([pair, reasons]) => ({ pair: pair.split(' '), reasons: [...reasons] }));
    const sides = await sidesOf(asking, [...new Set(shown.flatMap(({ pair }) => pair))]);
    return {
      items: shown.flatMap(({ pair, reasons }) => {
        const [left, right] = pair.map((contact) => sides.get(contact));
        return left === undefined || right === undefined ? [] : [{ left, right, reasons }];
      }),
      more: open.length > size,
    };
  },
});

function sameNameAndCompany(asking: Asking): Promise<readonly Group[]> {
  return asking.rows<Group>(sql`
    SELECT array_agg(c.contact ORDER BY c.contact) AS contacts
    FROM read.contacts_contact c
    WHERE c.name IS NOT NULL AND c.company IS NOT NULL
    GROUP BY lower(left(c.name, 100)), lower(left(c.company, 100))
    HAVING count(*) BETWEEN 2 AND ${ALIKE} LIMIT ${GROUPS}`);
}

/** Addresses whose part before the @ is the same but for case, dots and what follows a plus. */
function sameLocalPart(asking: Asking): Promise<readonly Group[]> {
  return asking.rows<Group>(sql`
    SELECT array_agg(m.contact ORDER BY m.contact, n.value) AS contacts, array_agg(n.value ORDER BY m.contact, n.value) AS emails
    FROM read.identity_node n
    JOIN read.identity_map m ON m.node = n.node AND m.until_position IS NULL
    WHERE n.kind = 'email' AND n.value IS NOT NULL
    GROUP BY replace(split_part(split_part(lower(n.value), '@', 1), '+', 1), '.', '')
    HAVING count(DISTINCT m.contact) > 1 AND count(*) <= ${ALIKE} LIMIT ${GROUPS}`);
}

/** A phone stated in the records of several, or seen as an identifier with several. */
function samePhone(asking: Asking): Promise<readonly Group[]> {
  return asking.rows<Group>(sql`
    SELECT array_agg(DISTINCT p.contact) AS contacts
    FROM (
      SELECT f.contact, regexp_replace(f.value, '[^0-9]', '', 'g') AS digits
      FROM read.contacts_field f
      WHERE f.field = 'phone' AND f.believed_until IS NULL AND f.valid_to IS NULL
      UNION ALL
      SELECT m.contact, regexp_replace(n.value, '[^0-9]', '', 'g')
      FROM read.identity_node n
      JOIN read.identity_edge e ON n.node IN (e.a, e.b)
      JOIN read.identity_map m ON m.node IN (e.a, e.b) AND m.until_position IS NULL
      WHERE n.kind = 'phone' AND n.value IS NOT NULL
    ) p
    WHERE length(p.digits) >= 7
    GROUP BY p.digits HAVING count(DISTINCT p.contact) BETWEEN 2 AND ${ALIKE} LIMIT ${GROUPS}`);
}

/** Pairs of contacts that are one contact, of which a suggestion was dismissed, or which people keep apart. */
async function settledAmong(asking: Asking, pairs: readonly string[]): Promise<ReadonlySet<string>> {
  const contacts = [...new Set(pairs.flatMap((pair) => pair.split(' ')))];
  const rows = await asking.rows<{ one: string; other: string }>(sql`
    SELECT x.contact AS one, y.contact AS other
    FROM (
      SELECT d.a, d.b FROM read.duplicates_dismissed d WHERE d.until IS NULL
      UNION
      SELECT j.a, j.b FROM (
        SELECT DISTINCT ON (a, b) a, b, says FROM read.identity_judgement
        WHERE until IS NULL AND a <> b ORDER BY a, b, position DESC, n DESC
      ) j WHERE j.says = 'apart'
    ) s
    JOIN read.identity_map x ON x.node = s.a AND x.until_position IS NULL
    JOIN read.identity_map y ON y.node = s.b AND y.until_position IS NULL
    WHERE x.contact = ANY (${contacts}::uuid[]) AND y.contact = ANY (${contacts}::uuid[])`);
  const same = pairs.filter((pair) => new Set(pair.split(' ')).size === 1);
  return new Set([...same, ...rows.map(({ one, other }) => (one < other ? `${one} ${other}` : `${other} ${one}`))]);
}

async function sidesOf(asking: Asking, contacts: readonly string[]): Promise<ReadonlyMap<string, DuplicateSide>> {
  const rows = await asking.byKey<{
    contact: string;
    name: string | null;
    email: string | null;
    company: string | null;
    touches: string;
    last_at: Date | null;
  }>(sql`
    SELECT c.contact, c.name, coalesce(c.email, address.value) AS email, c.company, c.touches, c.last_at
    FROM read.contacts_contact c
    LEFT JOIN LATERAL (
      SELECT n.value FROM read.identity_map m JOIN read.identity_node n ON n.node = m.node
      WHERE m.contact = c.contact AND m.until_position IS NULL AND n.kind = 'email' ORDER BY n.position LIMIT 1
    ) address ON true
    WHERE c.contact = ANY (${contacts}::uuid[])`);
  return new Map(
    rows.map(({ last_at, touches, ...rest }) => [
      rest.contact,
      { ...rest, touches: whole(touches), lastAt: iso(last_at) },
    ]),
  );
}
