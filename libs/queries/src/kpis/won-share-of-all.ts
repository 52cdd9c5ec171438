import { kpi } from '#kernel';
import { OVER_DEALS, STANDING_DEAL_SLICES } from '../reading/deal-records.js';

/** Ratio, read at the end of a period: deals won by then / all deals known by then, whatever their state or date. */
export const wonShareOfAll = kpi('won-share-of-all', 1, {
  ...OVER_DEALS,
  kind: 'ratio',
  unit: 'ratio',
  placing: 'period',
  event: 'opened_event',
  numerator: "status = 'won'",
  denominator: 'true',
  slices: STANDING_DEAL_SLICES,
  title: {
    en: 'Won share of all deals',
    fr: 'Part gagnée de toutes les affaires',
    id: 'Proporsi kemenangan dari semua transaksi',
  },
  says: {
    en: 'Deals won by the end of the period, of all that were there by then, open ones and those without a date included.',
    fr: 'Affaires gagnées à la fin de la période, parmi toutes celles connues alors, y compris ouvertes ou sans date.',
    id: 'Transaksi yang dimenangkan hingga akhir periode, dari semua yang ada saat itu, termasuk yang terbuka atau tanpa tanggal.',
  },
});
