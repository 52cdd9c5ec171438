import { open, query, sql, text, word, type Actor, type Asking } from '#kernel';
import { believed, membersOf } from '../reading/contact.js';
import { iso } from '../reading/moments.js';

/** One statement about a field. */
export interface Statement {
  readonly value: string | null;
  readonly since: string | null;
  /** When the next statement was made; missing on the newest. */
  readonly until?: string | null;
  readonly source: string;
  readonly actor: Actor;
  readonly eventId: string;
}

/** Everything that was ever stated about one field, the newest first. */
export interface FieldHistory {
  readonly field: string;
  readonly items: readonly Statement[];
}

const MOST = 500;

/** Everything that was ever stated about a field of a contact, the newest first: the newest 500. */
export const fieldHistory = query('field-history', {
  path: 'contacts/:contact/fields/:field',
  permission: 'contacts.read',
  params: { contact: open(text), field: word },
  reads: ['contacts', 'identity'],
  clocks: true,
  answer: async (asking, { contact, field }): Promise<FieldHistory | null> => {
    const members = await membersOf(asking, contact);
    return members === null ? null : historyOf(asking, members.profiles, field, 'contacts_stated');
  },
});

/** What was stated about a field by these profiles, or companies' identifiers: the newest 500. */
export async function historyOf(
  asking: Asking,
  profiles: readonly string[],
  field: string,
  stated: 'contacts_stated' | 'companies_stated',
): Promise<FieldHistory> {
  const rows = await asking.rows<{
    value: string | null;
    occurred_at: Date | null;
    source: string;
    actor_kind: Actor['kind'];
    actor: string;
    event_id: string;
  }>(sql`
    SELECT t.value, t.occurred_at, t.source, t.actor_kind, t.actor, t.event_id
    FROM ${{ text: `read.${stated}`, values: [] }} t
    WHERE t.profile = ANY (${profiles}::uuid[]) AND t.field = ${field} AND ${believed(asking, 't')}
    ORDER BY t.occurred_at DESC NULLS LAST, t.position DESC LIMIT ${MOST}`);
  const items: Statement[] = rows.map((row, i) => ({
    value: row.value,
    since: iso(row.occurred_at),
    ...(i === 0 ? {} : { until: iso(rows[i - 1]!.occurred_at) }),
    source: row.source,
    actor: { kind: row.actor_kind, id: row.actor },
    eventId: row.event_id,
  }));
  return { field, items };
}
