import { kpi } from '#kernel';
import { OVER_DEALS, STANDING_DEAL_SLICES } from '../reading/deal-records.js';

/** Count, read at the end of a period: deals that are open then. */
export const openDeals = kpi('open-deals', 1, {
  ...OVER_DEALS,
  kind: 'count',
  unit: 'count',
  placing: 'period',
  event: 'opened_event',
  where: "status = 'open'",
  slices: STANDING_DEAL_SLICES,
  title: { en: 'Open deals', fr: 'Affaires ouvertes', id: 'Transaksi terbuka' },
  says: {
    en: 'Deals that are open at the end of the period, those without a date of opening included.',
    fr: 'Affaires ouvertes à la fin de la période, y compris celles sans date d’ouverture.',
    id: 'Transaksi yang terbuka pada akhir periode, termasuk yang tanpa tanggal pembukaan.',
  },
});
