import { kpi, own, sql } from '#kernel';
import { believed, whoseJoin, whoseSql } from '../reading/contact.js';

/**
 * Ratio: distinct recipients who did something / distinct recipients a mail was delivered to, by variant of a campaign, with
 * the interval of each (Wilson, 95 %). A variant wins where each has `sample` recipients and it is better than every other one
 * at 5 %, adjusted for their number (Holm). What they did is `of`; machines' opens and clicks are other kinds.
 */
export const variantVerdict = kpi('variant-verdict', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  distinct: true,
  reads: ['contacts', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'num', 'den'],
  records: (reading) => sql`
    SELECT ${whoseSql('other', sql`f.profile`)} AS record, ${whoseSql('other', sql`f.profile`)} AS contact,
           f.occurred_at AS placed, f.precision AS placed_precision, f.event_id, f.campaign, f.variant, f.source,
           f.kind = ${reading.parameter('of')} AS num, f.kind = 'delivered' AS den
    FROM read.contacts_touch f ${whoseJoin(reading, 'other', sql`f.profile`)}
    WHERE ${believed(reading, 'f')} AND f.channel = 'email' AND f.campaign IS NOT NULL AND f.variant IS NOT NULL
      AND f.kind IN ('delivered', ${reading.parameter('of')})`,
  slices: { variant: own, campaign: own, source: own },
  compares: { slice: 'variant', sample: 'sample' },
  parameters: {
    of: { type: 'word', preset: 'clicked', among: ['opened', 'clicked', 'replied'] },
    sample: { type: 'whole', preset: 1_000 },
  },
  title: { en: 'Variant verdict', fr: 'Verdict des variantes', id: 'Putusan varian' },
  says: {
    en: 'Of the recipients of each variant of a campaign, those who clicked (or opened, or replied), with its interval; a variant wins once each has enough recipients and the difference is significant.',
    fr: 'Parmi les destinataires de chaque variante d’une campagne, ceux qui ont cliqué (ou ouvert, ou répondu), avec son intervalle ; une variante gagne quand chacune a assez de destinataires et que l’écart est significatif.',
    id: 'Dari penerima tiap varian kampanye, yang mengeklik (atau membuka, atau membalas), dengan intervalnya; sebuah varian menang bila masing-masing punya cukup penerima dan selisihnya signifikan.',
  },
});
