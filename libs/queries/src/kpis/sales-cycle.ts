import { kpi } from '#kernel';
import { CYCLES, cyclesSql } from '../reading/deal-cycles.js';
import { DEAL_SLICES } from '../reading/deal-records.js';

/** Quantile, days: opened → won, of the deals won in the period. Deals that nobody knows the opening of have no duration. */
export const salesCycle = kpi('sales-cycle', 1, {
  ...CYCLES,
  records: (reading) => cyclesSql(reading, ['won']),
  slices: DEAL_SLICES,
  title: { en: 'Sales cycle', fr: 'Cycle de vente', id: 'Siklus penjualan' },
  says: {
    en: 'Days from the opening of a deal to its win, placed at the win; deals nobody knows the opening of are left out.',
    fr: 'Jours entre l’ouverture d’une affaire et son gain, à la date de celui-ci ; sans les affaires sans date d’ouverture.',
    id: 'Hari dari pembukaan transaksi hingga dimenangkan, menurut waktu kemenangannya; transaksi tanpa tanggal pembukaan tidak dihitung.',
  },
});
