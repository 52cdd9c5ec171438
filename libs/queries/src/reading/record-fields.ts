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

type StatedIn = 'contacts_stated' | 'companies_stated';

/**
 * What the record of somebody with these profiles says: of each field the newest statement, those of people before those
 * of sources. The rule is the one contacts' fields are derived by, here for profiles that need not be one contact's.
 */
export async function fieldsOfProfiles(
  asking: Asking,
  profiles: readonly string[],
  stated: StatedIn = 'contacts_stated',
): Promise<readonly RecordField[]> {
  return (await fieldsOfEach(asking, new Map([['', profiles]]), stated)).get('') ?? [];
}

/** What the records of several would say, each by the profiles it would have: asked at once, however many they are. */
export async function fieldsOfEach(
  asking: Asking,
  profilesOf: ReadonlyMap<string, readonly string[]>,
  stated: StatedIn = 'contacts_stated',
): Promise<ReadonlyMap<string, readonly RecordField[]>> {
  const pairs = [...profilesOf].flatMap(([one, profiles]) => profiles.map((profile) => [one, profile] as const));
  const rows = await asking.rows<{
    one: string;
    field: string;
    value: string | null;
    occurred_at: Date | null;
    source: string;
    event_id: string;
  }>(sql`
    SELECT DISTINCT ON (p.one, t.field) p.one, t.field, t.value, t.occurred_at, t.source, t.event_id
    FROM unnest(${pairs.map(([one]) => one)}::text[], ${pairs.map(([, profile]) => profile)}::uuid[]) AS p (one, profile)
    JOIN ${{ text: `read.${stated}`, values: [] }} t ON t.profile = p.profile
    WHERE t.until IS NULL
    ORDER BY p.one, t.field, (t.actor_kind = 'person') DESC, t.occurred_at DESC NULLS LAST, t.position DESC, t.n DESC`);
  const fields = new Map<string, RecordField[]>();
  for (const { one, event_id, occurred_at, ...rest } of rows) {
    const field = { ...rest, since: iso(occurred_at), eventId: event_id };
    fields.set(one, [...(fields.get(one) ?? []), field]);
  }
  return fields;
}
