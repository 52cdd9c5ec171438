import { kpi, own, sql, type Sql } from '#kernel';
import { firstTouchesOfContacts } from '../reading/first-touch.js';

/** What both versions say but for whom they count. */
export const OF_DIRECT_SHARE = {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  reads: ['contacts', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'num'],
  slices: { channel: own, source: own },
  title: { en: 'Direct share', fr: 'Part directe', id: 'Proporsi langsung' },
  says: {
    en: 'Of the contacts first touched in the period, those who came by themselves or by a search for the brand.',
    fr: 'Parmi les contacts touchés pour la première fois dans la période, ceux venus d’eux-mêmes ou par une recherche de la marque.',
    id: 'Dari kontak yang pertama kali tersentuh dalam periode, yang datang sendiri atau lewat pencarian merek.',
  },
} as const;

/** SQL of first touches with whether each came by itself: `num`. */
export function directSql(firsts: Sql): Sql {
  return sql`
    SELECT first.*,
           first.channel IN ('web', 'product')
           AND (first.utm_medium = 'branded-search'
                OR (first.campaign IS NULL AND first.utm_source IS NULL AND first.utm_medium IS NULL)
                OR (first.utm_source = '(direct)' AND coalesce(first.utm_medium, '(none)') = '(none)')) AS num
    FROM (${firsts}) first`;
}

/**
 * Ratio: of the contacts first ever touched in the period, those who came by themselves: a visit of the web or product
 * that no campaign, referrer's tag or advertisement brought, or one by a search for the brand. Version 1 counted
 * companies among the contacts.
 */
export const directShare = kpi('direct-share', 2, {
  ...OF_DIRECT_SHARE,
  records: (reading) => directSql(firstTouchesOfContacts(reading)),
});
