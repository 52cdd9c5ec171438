import { open, query, sql, text } from '#kernel';
import { believed, membersOf } from '../reading/contact.js';
import { whole } from '../reading/moments.js';

/** How many touches a stretch of a contact's life holds. */
export interface Density {
  readonly buckets: readonly { readonly from: string; readonly touches: number }[];
  /** How long each bucket is. */
  readonly bucket: 'day' | 'week' | 'month' | 'year';
  /** Touches by channel, the most first; those of unknown time are counted too. */
  readonly channels: readonly { readonly channel: string; readonly touches: number }[];
}

const DAY_MS = 86_400_000;

/** The longest bucket that still draws a life finely: at most some hundred of them. */
function bucketOf(days: number): Density['bucket'] {
  if (days <= 120) return 'day';
  if (days <= 840) return 'week';
  return days <= 3_650 ? 'month' : 'year';
}

/** Touches over a contact's whole life, by channel and by day, week, month or year of the workspace; empty buckets are left out. */
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
    const rows = await asking.rows<{ begin: Date | null; channel: string | null; touches: string }>(sql`
      SELECT begin, channel, count(*) AS touches
      FROM (
        SELECT date_trunc(${bucket}, t.occurred_at, ${asking.zone}) AS begin, t.channel
        FROM read.contacts_touch t
        WHERE t.profile = ANY (${members.profiles}::uuid[]) AND ${believed(asking, 't')}
      ) touch
      GROUP BY GROUPING SETS ((begin), (channel))
      ORDER BY begin, count(*) DESC, channel`);
    return {
      bucket,
      buckets: rows.flatMap(({ begin, touches }) =>
        begin === null ? [] : [{ from: begin.toISOString(), touches: whole(touches) }],
      ),
      channels: rows.flatMap(({ channel, touches }) =>
        channel === null ? [] : [{ channel, touches: whole(touches) }],
      ),
    };
  },
});
