import { open, query, sql, text } from '#kernel';
import { believed, membersOf } from '../reading/contact.js';
import { iso, whole } from '../reading/moments.js';

/** How many touches a stretch of a contact's life holds. */
export interface Density {
  readonly buckets: readonly { readonly from: string; readonly touches: number }[];
  /** How long each bucket is. */
  readonly bucket: 'day' | 'week' | 'month' | 'year';
}

const DAY_MS = 86_400_000;

/** The longest bucket that still draws a life finely: at most some hundred of them. */
function bucketOf(days: number): Density['bucket'] {
  if (days <= 120) return 'day';
  if (days <= 840) return 'week';
  return days <= 3_650 ? 'month' : 'year';
}

/** Touches over a contact's whole life, by day, week, month or year of the workspace; empty buckets are left out. */
export const density = query('density', {
  path: 'contacts/:contact/density',
  permission: 'contacts.read',
  params: { contact: open(text) },
  reads: ['contacts', 'identity'],
  clocks: true,
  answer: async (asking, { contact }): Promise<Density | null> => {
    const members = await membersOf(asking, contact);
    if (members === null) return null;
    const [span] = await asking.rows<{ first: Date | null; last: Date | null }>(sql`
      SELECT min(a.first_at) AS first, max(a.last_at) AS last
      FROM read.contacts_activity a WHERE a.profile = ANY (${members.profiles}::uuid[])`);
    const days = span?.first && span.last ? (span.last.getTime() - span.first.getTime()) / DAY_MS : 0;
    const bucket = bucketOf(days);
    const rows = await asking.rows<{ begin: Date; touches: string }>(sql`
      SELECT date_trunc(${bucket}, t.occurred_at, ${asking.zone}) AS begin, count(*) AS touches
      FROM read.contacts_touch t
      WHERE t.profile = ANY (${members.profiles}::uuid[]) AND t.occurred_at IS NOT NULL AND ${believed(asking, 't')}
      GROUP BY begin ORDER BY begin`);
    return { bucket, buckets: rows.map((row) => ({ from: iso(row.begin)!, touches: whole(row.touches) })) };
  },
});
