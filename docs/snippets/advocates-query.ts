// #region query
import { optional, query, sql, wholeNumber } from '#kernel';

/** Somebody who recommends us. */
export interface Advocate {
  readonly contact: string;
  readonly referrals: number;
  readonly level: string;
}

/** Who recommends us most; from so many referrals on. */
export const advocates = query('advocates', {
  path: 'advocates',
  permission: 'contacts.read',
  params: { atLeast: optional(wholeNumber) },
  reads: ['referrals', 'identity'],
  answer: async (asking, { atLeast = 1 }): Promise<{ readonly items: readonly Advocate[] }> => {
    const rows = await asking.rows<{ contact: string; referrals: string; level: string }>(sql`
      SELECT contact, referrals, level FROM read.referrals_advocate
      WHERE referrals >= ${atLeast}
      ORDER BY referrals DESC, contact LIMIT 100`);
    return { items: rows.map((row) => ({ ...row, referrals: Number(row.referrals) })) };
  },
});
// #endregion

// #region clocks
/** What a programme came to, as of any day, and as it was known on any day. */
export const programmeTotal = query('programme-total', {
  path: 'programmes/total',
  permission: 'contacts.read',
  params: {},
  reads: ['referrals'],
  clocks: true,
  answer: async ({ rows, asOf, knownAt }) => {
    const known =
      knownAt === null ? sql`until IS NULL` : sql`position <= ${knownAt} AND (until IS NULL OR until > ${knownAt})`;
    const happened = asOf === null ? sql`true` : sql`occurred_at <= ${asOf}`;
    const [row] = await rows<{ referrals: string }>(sql`
      SELECT count(*) AS referrals FROM read.referrals_made WHERE ${known} AND ${happened}`);
    return { referrals: Number(row!.referrals) };
  },
});
// #endregion
