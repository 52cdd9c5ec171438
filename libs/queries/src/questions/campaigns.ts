import { query, sql } from '#kernel';
import { whole } from '../reading/moments.js';

/** How often a campaign touched somebody, by channel and kind. */
export interface CampaignLine {
  readonly campaign: string;
  readonly channel: string;
  readonly kind: string;
  readonly touches: number;
}

const MOST = 5_000;

/** Touches per campaign, channel and kind. */
export const campaignList = query('campaigns', {
  path: 'campaigns',
  permission: 'contacts.read',
  params: {},
  reads: ['contacts'],
  answer: async (asking): Promise<{ readonly items: readonly CampaignLine[] }> => {
    const rows = await asking.rows<{ campaign: string; channel: string; kind: string; touches: string }>(sql`
      SELECT campaign, channel, kind, touches FROM read.contacts_campaign
      ORDER BY campaign, channel, kind LIMIT ${MOST}`);
    return { items: rows.map((row) => ({ ...row, touches: whole(row.touches) })) };
  },
});
