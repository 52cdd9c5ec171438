import {
  id,
  isCompanyNode,
  open,
  optional,
  query,
  sql,
  text,
  unite,
  type Asking,
  type Judgement,
  type Sql,
} from '#kernel';
import { connectedWith, type Connected } from '../reading/connected.js';
import { componentOf } from '../reading/contact.js';
import { fieldsOfEach, type RecordField } from '../reading/record-fields.js';
import { STANDINGS_READ, standingsOf, type Standing } from '../reading/standing.js';

/** A contact that others would become one with. */
export interface PreviewedOther {
  readonly contact: string;
  /** Its name or address; where it has neither, an identifier. */
  readonly label: string | null;
}

/** One of the contacts that taking apart would make. */
export interface PreviewedPart {
  /** Its id: the identifier of it that was seen first. */
  readonly contact: string;
  readonly nodes: readonly string[];
  readonly touches: number;
  readonly fields: readonly RecordField[];
  /** Where it would stand. */
  readonly standing: Standing;
  /** Other contacts of now that are in it, whole or in part: what was seen together can join them then. */
  readonly others: readonly PreviewedOther[];
}

/** What taking two identifiers of a contact apart would make of it. */
export interface UnlinkPreview {
  readonly contact: string;
  readonly node: string;
  readonly from: string;
  readonly parts: readonly PreviewedPart[];
}

/**
 * What keeping an identifier apart from another one of its contact (from the one it is called by, unless said) would
 * make of the contact, and of others: derived as the identity map derives it, from everything connected. Nothing is
 * changed by asking.
 */
export const unlinkPreview = query('unlink-preview', {
  path: 'contacts/:contact/unlink-preview/:node',
  permission: 'contacts.read',
  params: { contact: open(text), node: id, from: optional(id) },
  reads: STANDINGS_READ,
  answer: async (asking, { contact, node, from }): Promise<UnlinkPreview | null> => {
    const members = await componentOf(asking, contact);
    if (members === null || !members.profiles.includes(node)) return null;
    const connected = await connectedWith(asking, members.profiles);
    const { seen, contactOf } = connected;
    const own = [...seen.keys()].filter((one) => contactOf.get(one) === members.contact);
    const other = from ?? (node === members.contact ? own.find((one) => one !== node) : members.contact);
    if (other === undefined || other === node || !own.includes(other)) return null;
    const pairs = await judgedThen(asking, connected, node, other);
    const parts = new Map<string, string[]>();
    for (const [member, part] of unite(seen, connected.edges, { pairs, marks: connected.judged.marks }))
      parts.set(part, [...(parts.get(part) ?? []), member]);
    const size = new Map<string, number>();
    for (const of of contactOf.values()) size.set(of, (size.get(of) ?? 0) + 1);
    const changed = [...parts].filter(([, nodes]) => {
      const before = new Set(nodes.map((one) => contactOf.get(one)!));
      return before.has(members.contact) || before.size > 1 || size.get([...before][0]!) !== nodes.length;
    });
    const companies = isCompanyNode(members.contact);
    const [others, described] = await Promise.all([
      labelsOf(
        asking,
        [...size.keys()].filter((one) => one !== members.contact),
        companies,
      ),
      describe(asking, new Map(changed), companies),
    ]);
    return {
      contact: members.contact,
      node,
      from: other,
      parts: described.map((part) => ({
        ...part,
        others: [...new Set(part.nodes.map((one) => contactOf.get(one)!))].flatMap((one) => others.get(one) ?? []),
      })),
    };
  },
});

/**
 * What people would have said last of each pair: with the links of two identifiers since they were taken apart last, what
 * these overruled goes too. The pair itself is the first that a judgement names.
 */
async function judgedThen(
  asking: Asking,
  { judged }: Connected,
  node: string,
  other: string,
): Promise<readonly Judgement[]> {
  const [a, b] = node < other ? [node, other] : [other, node];
  const also = await asking.byKey<{ a: string; b: string }>(sql`
    SELECT j.a, j.b FROM read.identity_judgement link
    JOIN read.identity_judgement j ON j.position = link.position AND j.n > 0
    WHERE link.a = ${a} AND link.b = ${b} AND link.n = 0 AND link.says = 'together' AND link.until IS NULL
      AND link.position > (
        SELECT coalesce(max(apart.position), 0) FROM read.identity_judgement apart
        WHERE apart.a = link.a AND apart.b = link.b AND apart.n = 0 AND apart.says = 'apart' AND apart.until IS NULL)`);
  const then = new Map(judged.pairs.map((pair) => [`${pair.a} ${pair.b}`, pair]));
  for (const pair of [{ a, b }, ...also])
    then.set(`${pair.a} ${pair.b}`, { ...pair, says: 'apart', position: Number.MAX_SAFE_INTEGER });
  return [...then.values()];
}

async function labelsOf(
  asking: Asking,
  contacts: readonly string[],
  companies: boolean,
): Promise<ReadonlyMap<string, PreviewedOther>> {
  if (contacts.length === 0) return new Map();
  const ofCompanies = sql`SELECT c.company AS contact, coalesce(c.name, c.domain, ${identifierOf('c.company')}) AS label
    FROM read.companies_company c WHERE c.company = ANY (${contacts}::uuid[])`;
  const ofPeople = sql`SELECT c.contact, coalesce(c.name, c.email, ${identifierOf('c.contact')}) AS label
    FROM read.contacts_contact c WHERE c.contact = ANY (${contacts}::uuid[])`;
  const rows = await asking.byKey<{ contact: string; label: string | null }>(companies ? ofCompanies : ofPeople);
  return new Map(rows.map((row) => [row.contact, row]));
}

/** SQL of what a contact is called where it has no name: the first of its identifiers, an address before others. */
function identifierOf(contact: string): Sql {
  return sql`(
    SELECT n.value FROM read.identity_map m JOIN read.identity_node n ON n.node = m.node
    WHERE m.contact = ${{ text: contact, values: [] }} AND m.until_position IS NULL
    ORDER BY n.kind <> 'email', n.position LIMIT 1)`;
}

/** What the parts' records would say, where they would stand, and how many touches they would have: asked at once, however many parts there are. */
async function describe(
  asking: Asking,
  parts: ReadonlyMap<string, readonly string[]>,
  companies: boolean,
): Promise<Omit<PreviewedPart, 'others'>[]> {
  const nodes = [...parts].flatMap(([part, own]) => own.map((node) => [part, node] as const));
  const touches = companies
    ? sql`read.contacts_company t ON t.company_node = p.node`
    : sql`read.contacts_activity t ON t.profile = p.node`;
  const [fields, standings, counted] = await Promise.all([
    fieldsOfEach(asking, parts, companies ? 'companies_stated' : 'contacts_stated'),
    standingsOf(asking, companies ? 'company' : 'contact', [...parts.values()]),
    asking.byKey<{ part: string; touches: string }>(sql`
      SELECT p.part, sum(t.touches) AS touches
      FROM unnest(${nodes.map(([part]) => part)}::uuid[], ${nodes.map(([, node]) => node)}::uuid[]) AS p (part, node)
      JOIN ${touches} GROUP BY p.part`),
  ]);
  const touchesOf = new Map(counted.map((row) => [row.part, Number(row.touches)]));
  return [...parts].map(([contact, own], i) => ({
    contact,
    nodes: own,
    touches: touchesOf.get(contact) ?? 0,
    fields: fields.get(contact) ?? [],
    standing: standings[i]!,
  }));
}
