import { kpi } from '#kernel';
import { DEAL_SLICES, OVER_DEALS } from '../reading/deal-records.js';

/** Quantile, money: amount of a deal won, placed by when it was; the mean is the figure, the median stands beside. */
export const dealSize = kpi('deal-size', 1, {
  ...OVER_DEALS,
  kind: 'quantile',
  unit: 'money',
  centre: 'mean',
  placed: 'closed',
  event: 'closed_event',
  where: "status = 'won'",
  value: 'amount',
  currency: 'currency',
  slices: DEAL_SLICES,
  title: { en: 'Deal size', fr: 'Taille des affaires', id: 'Ukuran transaksi' },
  says: {
    en: 'Mean and median amount of the deals won, placed by when they were won; deals without an amount are left out.',
    fr: 'Montant moyen et médian des affaires gagnées, à la date où elles l’ont été ; sans les affaires sans montant.',
    id: 'Rata-rata dan median nilai transaksi yang dimenangkan, menurut waktu kemenangannya; transaksi tanpa nilai tidak dihitung.',
  },
});
