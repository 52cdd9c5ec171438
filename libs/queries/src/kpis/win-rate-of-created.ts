import { kpi } from '#kernel';
import { DEAL_SLICES, OVER_DEALS } from '../reading/deal-records.js';

/** Ratio: of the deals opened in the period, those won so far. Deals without a date of opening stand beside. */
export const winRateOfCreated = kpi('win-rate-of-created', 1, {
  ...OVER_DEALS,
  kind: 'ratio',
  unit: 'ratio',
  placed: 'opened',
  event: 'opened_event',
  numerator: "status = 'won'",
  denominator: 'true',
  slices: DEAL_SLICES,
  title: {
    en: 'Win rate of deals opened',
    fr: 'Taux de réussite des affaires ouvertes',
    id: 'Tingkat kemenangan transaksi yang dibuka',
  },
  says: {
    en: 'Of the deals opened in the period, those won so far; deals nobody knows the opening of are counted beside.',
    fr: 'Parmi les affaires ouvertes dans la période, celles gagnées à ce jour ; celles sans date d’ouverture sont comptées à part.',
    id: 'Dari transaksi yang dibuka dalam periode, yang sejauh ini dimenangkan; transaksi tanpa tanggal pembukaan dihitung terpisah.',
  },
});
