import { kpi, own } from '#kernel';
import { CYCLES, cyclesSql } from '../reading/deal-cycles.js';
import { DEAL_SLICES } from '../reading/deal-records.js';

/** Quantile, days: opened → closed, of the deals won or lost in the period. */
export const salesCycleAllClosed = kpi('sales-cycle-all-closed', 1, {
  ...CYCLES,
  records: (reading) => cyclesSql(reading, ['won', 'lost']),
  slices: { ...DEAL_SLICES, outcome: own },
  title: {
    en: 'Sales cycle, won and lost',
    fr: 'Cycle de vente, gagnées et perdues',
    id: 'Siklus penjualan, menang dan kalah',
  },
  says: {
    en: 'Days from the opening of a deal to its closing, won or lost, placed at the closing; deals nobody knows the opening of are left out.',
    fr: 'Jours entre l’ouverture d’une affaire et sa clôture, gagnée ou perdue, à la date de celle-ci ; sans les affaires sans date d’ouverture.',
    id: 'Hari dari pembukaan transaksi hingga penutupannya, menang atau kalah, menurut waktu penutupannya; transaksi tanpa tanggal pembukaan tidak dihitung.',
  },
});
