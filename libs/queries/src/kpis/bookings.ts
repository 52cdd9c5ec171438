import { kpi } from '#kernel';
import { DEAL_SLICES, OVER_DEALS } from '../reading/deal-records.js';

/** Sum, money: amounts of the deals won, placed by when they were. Bookings are no revenue: what is owed for them comes later. */
export const bookings = kpi('bookings', 1, {
  ...OVER_DEALS,
  kind: 'sum',
  unit: 'money',
  placed: 'closed',
  event: 'closed_event',
  where: "status = 'won'",
  value: 'amount',
  currency: 'currency',
  slices: DEAL_SLICES,
  title: { en: 'Bookings', fr: 'Commandes signées', id: 'Nilai transaksi dimenangkan' },
  says: {
    en: 'Amounts of the deals won, placed by when they were won; deals without an amount are left out.',
    fr: 'Montants des affaires gagnées, à la date où elles l’ont été ; sans les affaires sans montant.',
    id: 'Nilai transaksi yang dimenangkan, menurut waktu kemenangannya; transaksi tanpa nilai tidak dihitung.',
  },
});
