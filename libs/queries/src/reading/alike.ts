import { sql, type Asking, type Sql } from '#kernel';
import { nearEmails } from './near-emails.js';

/** Why two contacts may be one. */
export type DuplicateReason = 'near-email' | 'same-phone' | 'same-name-and-company';

/** Contacts that have a key in common: two to ten of them. More are no duplicates but a habit. */
interface Alike {
  readonly key: string;
  readonly contacts: readonly string[];
  /** The addresses by which they have it, in the order of the contacts. */
  readonly emails?: readonly string[];
}
const ALIKE = 10;

/** A way in which contacts look alike. Each walks along an index, some entries at a time, whatever there is to be found. */
export interface Likeness {
  readonly reason: DuplicateReason;
  /** Entries of the index that are looked at in one step: about ten milliseconds' worth. */
  readonly step: number;
  /** Whether one entry may be several contacts'. */
  readonly shared: boolean;
  /** How many entries each of the next keys after one has. */
  readonly streams: readonly ((after: string, step: number) => Sql)[];
  readonly alike: (keys: readonly string[]) => Sql;
  /** The keys (`key`) of some contacts (`contact`). */
  readonly keysOf: (contacts: readonly string[]) => Sql;
}

const local: Sql = {
  text: `(replace(split_part(split_part(lower(left(n.value, 100)), '@', 1), '+', 1), '.', '') COLLATE "C")`,
  values: [],
};
const digitsOf = (row: 'n' | 'f'): Sql => ({
  text: `(regexp_replace(left(${row}.value, 100), '[^0-9]', '', 'g') COLLATE "C")`,
  values: [],
});
const nameKey: Sql = { text: `(lower(left(c.name, 100)) COLLATE "C")`, values: [] };
const statedPhone: Sql = {
  text: `f.field = 'phone' AND f.believed_until IS NULL AND f.valid_to IS NULL`,
  values: [],
};

/** Addresses whose part before the @ is the same but for case, dots and what follows a plus. */
const nearEmail: Likeness = {
  reason: 'near-email',
  step: 8_000,
  shared: false,
  streams: [
    (after, step) => sql`
      SELECT e.key, count(*) AS entries FROM (
        SELECT ${local} AS key FROM read.identity_node n
        WHERE n.kind = 'email' AND n.value IS NOT NULL AND ${local} > ${after}
        ORDER BY ${local} LIMIT ${step}) e
      GROUP BY e.key ORDER BY e.key`,
  ],
  alike: (keys) => sql`
    SELECT ${local} AS key, array_agg(m.contact ORDER BY m.contact, n.value) AS contacts,
      array_agg(n.value ORDER BY m.contact, n.value) AS emails
    FROM read.identity_node n
    JOIN read.identity_map m ON m.node = n.node AND m.until_position IS NULL
    WHERE n.kind = 'email' AND n.value IS NOT NULL AND ${local} = ANY (${keys}::text[])
    GROUP BY ${local} HAVING count(DISTINCT m.contact) > 1 AND count(*) <= ${ALIKE}
    ORDER BY ${local}`,
  keysOf: (contacts) => sql`
    SELECT m.contact, ${local} AS key
    FROM read.identity_map m JOIN read.identity_node n ON n.node = m.node
    WHERE m.contact = ANY (${contacts}::uuid[]) AND m.until_position IS NULL AND n.kind = 'email' AND n.value IS NOT NULL`,
};

/** A phone stated in the records of several, or seen as an identifier with several. */
const samePhone: Likeness = {
  reason: 'same-phone',
  step: 400,
  shared: true,
  streams: [
    (after, step) => sql`
      SELECT p.key, count(*) AS entries FROM (
        SELECT ${digitsOf('n')} AS key FROM read.identity_node n
        WHERE n.kind = 'phone' AND n.value IS NOT NULL AND ${digitsOf('n')} > ${after}
        ORDER BY ${digitsOf('n')} LIMIT ${step}) p
      GROUP BY p.key ORDER BY p.key`,
    (after, step) => sql`
      SELECT p.key, count(*) AS entries FROM (
        SELECT ${digitsOf('f')} AS key FROM read.contacts_field f
        WHERE ${statedPhone} AND ${digitsOf('f')} > ${after}
        ORDER BY ${digitsOf('f')} LIMIT ${step}) p
      GROUP BY p.key ORDER BY p.key`,
  ],
  alike: (keys) => sql`
    SELECT p.key, array_agg(DISTINCT p.contact) AS contacts
    FROM (
      SELECT ${digitsOf('f')} AS key, f.contact FROM read.contacts_field f
      WHERE ${statedPhone} AND ${digitsOf('f')} = ANY (${keys}::text[])
      UNION ALL
      SELECT ${digitsOf('n')}, m.contact FROM read.identity_node n
      CROSS JOIN LATERAL (
        SELECT n.node UNION ALL SELECT e.b FROM read.identity_edge e WHERE e.a = n.node
        UNION ALL SELECT e.a FROM read.identity_edge e WHERE e.b = n.node) seen (node)
      JOIN read.identity_map m ON m.node = seen.node AND m.until_position IS NULL
      WHERE n.kind = 'phone' AND n.value IS NOT NULL AND ${digitsOf('n')} = ANY (${keys}::text[])
    ) p
    WHERE length(p.key) >= 7
    GROUP BY p.key HAVING count(DISTINCT p.contact) BETWEEN 2 AND ${ALIKE}
    ORDER BY p.key`,
  keysOf: (contacts) => sql`
    SELECT f.contact, ${digitsOf('f')} AS key FROM read.contacts_field f
    WHERE f.contact = ANY (${contacts}::uuid[]) AND ${statedPhone}
    UNION
    SELECT m.contact, ${digitsOf('n')} FROM read.identity_map m
    CROSS JOIN LATERAL (
      SELECT m.node UNION ALL SELECT e.b FROM read.identity_edge e WHERE e.a = m.node
      UNION ALL SELECT e.a FROM read.identity_edge e WHERE e.b = m.node) seen (node)
    JOIN read.identity_node n ON n.node = seen.node
    WHERE m.contact = ANY (${contacts}::uuid[]) AND m.until_position IS NULL AND n.kind = 'phone' AND n.value IS NOT NULL`,
};

const sameNameAndCompany: Likeness = {
  reason: 'same-name-and-company',
  step: 5_000,
  shared: false,
  streams: [
    (after, step) => sql`
      SELECT e.key, count(*) AS entries FROM (
        SELECT ${nameKey} AS key FROM read.contacts_contact c
        WHERE ${nameKey} > ${after} ORDER BY ${nameKey} LIMIT ${step}) e
      GROUP BY e.key ORDER BY e.key`,
  ],
  alike: (keys) => sql`
    SELECT ${nameKey} AS key, array_agg(c.contact ORDER BY c.contact) AS contacts
    FROM read.contacts_contact c
    WHERE ${nameKey} = ANY (${keys}::text[]) AND c.company IS NOT NULL
    GROUP BY ${nameKey}, lower(left(c.company, 100)) HAVING count(*) BETWEEN 2 AND ${ALIKE}
    ORDER BY ${nameKey}`,
  keysOf: (contacts) => sql`
    SELECT c.contact, ${nameKey} AS key FROM read.contacts_contact c
    WHERE c.contact = ANY (${contacts}::uuid[]) AND c.name IS NOT NULL AND c.company IS NOT NULL`,
};

/** What suggests duplicates, in the order it is told. */
export const LIKENESSES: readonly Likeness[] = [sameNameAndCompany, samePhone, nearEmail];

/** Two contacts that have a key in common. `pair` is their ids, the smaller first. */
export interface AlikePair {
  readonly key: string;
  readonly pair: string;
}

/** The next keys after one that several contacts may have; `last` is how far that looked, null at the end. */
export async function keysAfter(
  asking: Asking,
  { streams, step, shared }: Likeness,
  after: string,
): Promise<{ readonly keys: readonly string[]; readonly last: string | null }> {
  const found = await Promise.all(
    streams.map((stream) => asking.rows<{ key: string; entries: string }>(stream(after, step))),
  );
  const ends = found
    .filter((rows) => rows.reduce((sum, { entries }) => sum + Number(entries), 0) >= step)
    .map((rows) => rows.at(-1)!.key);
  const last = ends.length === 0 ? null : ends.reduce((x, y) => (x < y ? x : y));
  const keys = found.flatMap((rows) =>
    // the last key may have more entries than were looked at
    rows.filter(({ key, entries }) => shared || Number(entries) > 1 || key === last).map(({ key }) => key),
  );
  return { keys: [...new Set(last === null || streams.length === 1 ? keys : keys.filter((key) => key <= last))], last };
}

/** The pairs of contacts that have one of these keys in common, in the order of the keys. */
export async function pairsBy(asking: Asking, likeness: Likeness, keys: readonly string[]): Promise<AlikePair[]> {
  if (keys.length === 0) return [];
  const pairs: AlikePair[] = [];
  for (const { key, contacts, emails } of await asking.byKey<Alike>(likeness.alike(keys))) {
    const of = new Set<string>();
    for (let i = 0; i < contacts.length; i++)
      for (let j = i + 1; j < contacts.length; j++)
        if (contacts[i] !== contacts[j] && (emails === undefined || nearEmails(emails[i]!, emails[j]!)))
          of.add([contacts[i]!, contacts[j]!].sort().join(' '));
    for (const pair of [...of].sort()) pairs.push({ key, pair });
  }
  return pairs;
}

/** The pairs among some contacts, with the keys they have in common. */
export async function pairsAmong(
  asking: Asking,
  likeness: Likeness,
  contacts: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const own = await asking.byKey<{ contact: string; key: string }>(likeness.keysOf(contacts));
  const holders = new Map<string, Set<string>>();
  for (const { contact, key } of own) holders.set(key, (holders.get(key) ?? new Set()).add(contact));
  const common = [...holders].filter(([, of]) => of.size > 1).map(([key]) => key);
  const pairs = new Map<string, string[]>();
  for (const { key, pair } of await pairsBy(asking, likeness, common))
    pairs.set(pair, [...(pairs.get(pair) ?? []), key]);
  return pairs;
}
