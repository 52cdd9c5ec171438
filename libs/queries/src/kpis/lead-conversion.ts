import { kpi, own } from '#kernel';
import { customersSql, leadsReaching } from '../reading/lead-cohorts.js';

/** Ratio: of the leads captured in the period, those that have become customers: ever, or within `days` (those who had them only). */
export const leadConversion = kpi('lead-conversion', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  reads: ['funnel', 'customers'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'num', 'immature'],
  records: (reading) => leadsReaching(reading, customersSql(reading), reading.parameter('days')),
  slices: { channel: own, kind: own, campaign: own, source: own },
  parameters: { days: { type: 'whole', preset: null } },
  title: { en: 'Lead conversion', fr: 'Conversion des leads', id: 'Konversi prospek' },
  says: {
    en: 'Of the leads captured in the period, those that have become customers; within so many days, if they are given, leads that have not had them stand beside.',
    fr: 'Parmi les leads captés dans la période, ceux devenus clients ; avec un nombre de jours, dans ce délai, les leads plus récents étant à côté.',
    id: 'Dari prospek yang terjaring dalam periode, yang telah menjadi pelanggan; bila jumlah hari diberikan, dalam waktu itu, dan prospek yang lebih baru ada di samping.',
  },
});
