import { sql, type Asking } from '#kernel';
import { iso } from './moments.js';

/** A field of a record: its value and the statement it comes from. */
export interface RecordField {
  readonly field: string;
  readonly value: string | null;
  /** Since when it has been so. */
  readonly since: string | null;
  readonly source: string;
  readonly eventId: string;
}

/** A field's row as it is read. */
export interface FieldRow {
  readonly field: string;
  readonly value: string | null;
  readonly valid_from: Date | null;
  readonly source: string;
  readonly event: string;
}

/** A field as answers say it. */
export function recordField({ field, value, valid_from, source, event }: FieldRow): RecordField {
  return { field, value, since: iso(valid_from), source, eventId: event };
}

/**
 * What the record of somebody with these profiles says: of each field the newest statement, those of people before those
 * of sources. The rule is the one contacts' fields are derived by, here for profiles that need not be one contact's.
 */
export async function fieldsOfProfiles(
  asking: Asking,
  profiles: readonly string[],
  stated: 'contacts_stated' | 'companies_stated' = 'contacts_stated',
): Promise<readonly RecordField[]> {
  const rows = await asking.rows<{
    field: string;
    value: string | null;
    occurred_at: Date | null;
    source: string;
    event_id: string;
  }>(sql`
    SELECT DISTINCT ON (t.field) t.field, t.value, t.occurred_at, t.source, t.event_id
    FROM ${{ text: `read.${stated}`, values: [] }} t
    WHERE t.profile = ANY (${profiles}::uuid[]) AND t.until IS NULL
    ORDER BY t.field, (t.actor_kind = 'person') DESC, t.occurred_at DESC NULLS LAST, t.position DESC, t.n DESC`);
  return rows.map(({ event_id, occurred_at, ...rest }) => ({ ...rest, since: iso(occurred_at), eventId: event_id }));
}
