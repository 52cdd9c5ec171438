import { by, kpi } from '#kernel';
import { DEAL_SLICES, OVER_DEALS } from '../reading/deal-records.js';

/** Ratio: deals won / deals won or lost, placed by when they were closed. One that was opened again is neither. */
export const winRate = kpi('win-rate', 1, {
  ...OVER_DEALS,
  kind: 'ratio',
  unit: 'ratio',
  placed: 'closed',
  event: 'closed_event',
  where: "status IN ('won', 'lost')",
  numerator: "status = 'won'",
  denominator: 'true',
  slices: { ...DEAL_SLICES, outcome: by('status'), reason: by('reason') },
  title: { en: 'Win rate', fr: 'Taux de réussite', id: 'Tingkat kemenangan' },
  says: {
    en: 'Deals won, of those won or lost, placed by when they were closed; deals that are open are left out.',
    fr: 'Affaires gagnées, parmi celles gagnées ou perdues, à leur date de clôture ; sans les affaires ouvertes.',
    id: 'Transaksi yang dimenangkan, dari yang dimenangkan atau kalah, menurut waktu penutupannya; transaksi terbuka tidak dihitung.',
  },
});
