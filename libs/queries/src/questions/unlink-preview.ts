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
  type FirstSeen,
  type Judgement,
} from '#kernel';
import { componentOf } from '../reading/contact.js';
import { judgementsOf, seenTogether } from '../reading/judgements.js';
import { fieldsOfProfiles, type RecordField } from '../reading/record-fields.js';

/** One of the contacts that taking apart would leave. */
export interface PreviewedPart {
  /** Its id: the identifier of it that was seen first. */
  readonly contact: string;
  readonly nodes: readonly string[];
  readonly touches: number;
  readonly fields: readonly RecordField[];
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
 * make of the contact; nothing is changed by asking.
 */
export const unlinkPreview = query('unlink-preview', {
  path: 'contacts/:contact/unlink-preview/:node',
  permission: 'contacts.read',
  params: { contact: open(text), node: id, from: optional(id) },
  reads: ['contacts', 'identity'],
  answer: async (asking, { contact, node, from }): Promise<UnlinkPreview | null> => {
    const members = await componentOf(asking, contact);
    if (members === null || !members.profiles.includes(node)) return null;
    const seen = await firstSeen(asking, members.profiles);
    const other = from ?? (node === members.contact ? [...seen.keys()].find((one) => one !== node) : members.contact);
    if (other === undefined || other === node || !seen.has(other)) return null;
    const [edges, judged] = await Promise.all([
      seenTogether(asking, members.profiles),
      judgementsOf(asking, members.profiles),
    ]);
    const [a, b] = node < other ? [node, other] : [other, node];
    const pairs = judged.filter((one) => one.a !== one.b && !(one.a === a && one.b === b)) as readonly Judgement[];
    const apart: Judgement = { a, b, says: 'apart', position: Number.MAX_SAFE_INTEGER };
    const marks = new Map(judged.filter((one) => one.a === one.b).map((one) => [one.a, one.says === 'shared']));
    const parts = new Map<string, string[]>();
    for (const [member, part] of unite(seen, edges, { pairs: [...pairs, apart], marks }))
      parts.set(part, [...(parts.get(part) ?? []), member]);
    return {
      contact: members.contact,
      node,
      from: other,
      parts: await Promise.all([...parts].map(([part, nodes]) => partOf(asking, part, nodes))),
    };
  },
});

/** Where each identifier was seen first, the earliest first. */
async function firstSeen(asking: Asking, nodes: readonly string[]): Promise<Map<string, FirstSeen>> {
  const rows = await asking.byKey<{ node: string; position: string; ordinal: number }>(sql`
    SELECT node, position, ordinal FROM read.identity_node
    WHERE node = ANY (${nodes}::uuid[]) AND position IS NOT NULL ORDER BY position, ordinal`);
  return new Map(rows.map(({ node, position, ordinal }) => [node, { position: Number(position), ordinal }]));
}

async function partOf(asking: Asking, contact: string, nodes: readonly string[]): Promise<PreviewedPart> {
  const touches = isCompanyNode(contact)
    ? sql`SELECT sum(t.touches) AS touches FROM read.contacts_company t WHERE t.company_node = ANY (${nodes}::uuid[])`
    : sql`SELECT sum(a.touches) AS touches FROM read.contacts_activity a WHERE a.profile = ANY (${nodes}::uuid[])`;
  const [fields, [counted]] = await Promise.all([
    fieldsOfProfiles(asking, nodes, isCompanyNode(contact) ? 'companies_stated' : 'contacts_stated'),
    asking.byKey<{ touches: string | null }>(touches),
  ]);
  return { contact, nodes, touches: Number(counted?.touches ?? 0), fields };
}
