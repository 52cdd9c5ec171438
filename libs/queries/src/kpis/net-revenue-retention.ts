import { kpi, sql } from '#kernel';
import { OVER_SUBSCRIBERS, recurringSql } from '../reading/paid-subscriptions.js';

/** Ratio of money: over customers active at the beginning of the period, their recurring amounts at its end / those at its beginning. Who came or came back in between is not among them. */
export const netRevenueRetention = kpi('net-revenue-retention', 1, {
  ...OVER_SUBSCRIBERS,
  kind: 'ratio',
  unit: 'ratio',
  amounts: true,
  gives: ['contact', 'company', 'event_id', 'num', 'den', 'currency'],
  records: (reading) => sql`
    SELECT r.*, r.ends AS num, r.begins AS den
    FROM (${recurringSql(reading)}) r
    WHERE r.was`,
  slices: {},
  title: { en: 'Net revenue retention', fr: 'Rétention nette du revenu', id: 'Retensi pendapatan bersih' },
  says: {
    en: 'Monthly recurring revenue at the end of the period of those who were customers at its beginning, of what it was then; expansion counts, new and returning customers do not.',
    fr: 'Revenu mensuel récurrent à la fin de la période de ceux qui étaient clients au début, par rapport à celui du début ; l’expansion compte, pas les clients nouveaux ou revenus.',
    id: 'Pendapatan berulang bulanan pada akhir periode dari pelanggan yang sudah ada pada awal, dibanding nilai awalnya; ekspansi dihitung, pelanggan baru atau yang kembali tidak.',
  },
});
