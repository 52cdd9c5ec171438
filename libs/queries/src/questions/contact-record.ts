import { open, query, sql, text, type Asking } from '#kernel';
import { believed, membersOf, type Members } from '../reading/contact.js';
import { employerOf } from '../reading/company.js';
import { held, iso, whole } from '../reading/moments.js';
import { recordField, type FieldRow, type RecordField } from '../reading/record-fields.js';
import { touchesOf, touchLines, type TouchLine } from '../reading/touches.js';

/** An identifier of the contact. */
export interface RecordIdentifier {
  readonly node: string;
  readonly kind: string;
  readonly namespace: string | null;
  /** Null once it is erased. */
  readonly value: string | null;
  readonly firstSeen: string | null;
}

/** Who a contact is, as the questions' moment knew it. */
export interface ContactRecord {
  readonly contact: string;
  /** The id asked for, where it has been joined to another contact since. */
  readonly redirectedFrom?: string;
  readonly name: string | null;
  readonly email: string | null;
  /** As stated, else what the company it belongs to is called. */
  readonly company: string | null;
  /** The company it belongs to. */
  readonly companyId: string | null;
  readonly fields: readonly RecordField[];
  readonly identifiers: readonly RecordIdentifier[];
  readonly activity: {
    readonly touches: number;
    readonly firstAt: string | null;
    readonly lastAt: string | null;
    readonly first: TouchLine | null;
    readonly last: TouchLine | null;
  };
}

/** Everything that is known about one contact except its journey. */
export const contactRecord = query('contact', {
  path: 'contacts/:contact',
  permission: 'contacts.read',
  params: { contact: open(text) },
  reads: ['contacts', 'identity'],
  clocks: true,
  answer: async (asking, { contact: asked }): Promise<ContactRecord | null> => {
    const members = await membersOf(asking, asked);
    if (members === null) return null;
    const [fields, identifiers, activity, employer] = await Promise.all([
      fieldsOf(asking, members.contact),
      identifiersOf(asking, members.profiles),
      activityOf(asking, members),
      employerOf(asking, members.contact),
    ]);
    const stated = (field: string): string | null => fields.find((one) => one.field === field)?.value ?? null;
    const email = stated('email') ?? identifiers.find((one) => one.kind === 'email')?.value ?? null;
    return {
      contact: members.contact,
      ...(members.contact === asked ? {} : { redirectedFrom: asked }),
      name: stated('name') ?? (email === null ? (identifiers[0]?.value ?? null) : null),
      email,
      company: stated('company') ?? employer?.name ?? null,
      companyId: employer?.company ?? null,
      fields,
      identifiers,
      activity,
    };
  },
});

async function fieldsOf(asking: Asking, contact: string): Promise<readonly RecordField[]> {
  const rows = await asking.byKey<FieldRow>(sql`
    SELECT f.field, f.value, f.valid_from, f.source, f.event
    FROM read.contacts_field f
    WHERE f.contact = ${contact} AND ${held(asking, 'f')}
    ORDER BY f.field`);
  return rows.map(recordField);
}

async function identifiersOf(asking: Asking, nodes: readonly string[]): Promise<readonly RecordIdentifier[]> {
  const rows = await asking.byKey<{
    node: string;
    kind: string;
    namespace: string | null;
    value: string | null;
    first_seen: Date | null;
  }>(sql`
    SELECT n.node, n.kind, n.namespace, n.value, s.occurred_at AS first_seen
    FROM read.identity_node n
    LEFT JOIN read.identity_sighting s ON s.position = n.position AND s.n = 0
    WHERE n.node = ANY (${nodes}::uuid[])
    ORDER BY array_position(ARRAY['user', 'email', 'phone', 'external', 'anonymous'], n.kind), n.position
    LIMIT 200`);
  return rows.map(({ first_seen, ...rest }) => ({ ...rest, firstSeen: iso(first_seen) }));
}

async function activityOf(asking: Asking, { profiles }: Members): Promise<ContactRecord['activity']> {
  const touches =
    asking.asOf === null && asking.knownAt === null
      ? sql`SELECT sum(a.touches) AS touches FROM read.contacts_activity a WHERE a.profile = ANY (${profiles}::uuid[])`
      : sql`SELECT count(*) AS touches FROM read.contacts_touch t WHERE t.profile = ANY (${profiles}::uuid[]) AND ${believed(asking, 't')}`;
  const [[last], [first], [counted]] = await Promise.all([
    touchesOf(asking, { profiles, limit: 1 }),
    touchesOf(asking, { profiles, limit: 1, oldestFirst: true }),
    asking.byKey<{ touches: string | null }>(touches),
  ]);
  const [lastLine, firstLine] = await touchLines(asking, last === undefined ? [] : [last, first!]);
  return {
    touches: whole(counted?.touches),
    firstAt: iso(first?.occurred_at),
    lastAt: iso(last?.occurred_at),
    first: firstLine ?? null,
    last: lastLine ?? null,
  };
}
