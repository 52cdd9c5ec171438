import { open, query, sql, text, type Asking } from '#kernel';
import { believed, membersOf } from '../reading/contact.js';
import { FARTHEST_ZONE, placed, whole } from '../reading/moments.js';

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
    const begins = await beginnings(asking, bucket, span?.first ?? null, span?.last ?? null);
    const rows = await asking.rows<{ place: number | null; channel: string; touches: string }>(sql`
      SELECT width_bucket(${placed(sql`t.occurred_at`, sql`t.precision`, asking.zone)}, ${begins}::timestamptz[]) AS place, t.channel, count(*) AS touches
      FROM read.contacts_touch t
      WHERE t.profile = ANY (${members.profiles}::uuid[]) AND ${believed(asking, 't')}
      GROUP BY place, t.channel`);
    const byBucket = summed(rows, (row) =>
      row.place === null ? null : begins[Math.max(row.place - 1, 0)]?.toISOString(),
    );
    const byChannel = summed(rows, (row) => row.channel);
    return {
      bucket,
      buckets: [...byBucket].map(([from, touches]) => ({ from, touches })).sort((a, b) => (a.from < b.from ? -1 : 1)),
      channels: [...byChannel]
        .map(([channel, touches]) => ({ channel, touches }))
        .sort((a, b) => b.touches - a.touches || (a.channel < b.channel ? -1 : 1)),
    };
  },
});

/** When each bucket of a life begins, in the workspace's zone: few, so that each touch is only compared with them. */
async function beginnings(
  asking: Asking,
  bucket: Density['bucket'],
  first: Date | null,
  last: Date | null,
): Promise<readonly Date[]> {
  const rows = await asking.rows<{ begin: Date }>(sql`
    SELECT begin AT TIME ZONE ${asking.zone} AS begin
    FROM generate_series(
      date_trunc(${bucket}, ${first}::timestamptz AT TIME ZONE ${asking.zone}),
      -- A day begins up to so much later here than it does in UTC, as which it stands there.
      (${last}::timestamptz + ${FARTHEST_ZONE}) AT TIME ZONE ${asking.zone},
      ('1 ' || ${bucket})::interval
    ) AS begin`);
  return rows.map((row) => row.begin);
}

function summed<Row extends { readonly touches: string }>(
  rows: readonly Row[],
  key: (row: Row) => string | null | undefined,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const of = key(row);
    if (of !== null && of !== undefined) sums.set(of, (sums.get(of) ?? 0) + whole(row.touches));
  }
  return sums;
}
