import { kpi, own } from '#kernel';
import { reachedStageSql, leadsReaching } from '../reading/lead-cohorts.js';

/** Ratio: of the leads captured in the period, those that have been marketing-qualified or in any later stage: ever, or within `days` (those who had them only). */
export const qualificationRate = kpi('qualification-rate', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  reads: ['funnel'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'num', 'immature'],
  records: (reading) => leadsReaching(reading, reachedStageSql(reading, 'qualified'), reading.parameter('days')),
  slices: { channel: own, kind: own, campaign: own, source: own },
  parameters: { days: { type: 'whole', preset: null } },
  title: { en: 'Qualification rate', fr: 'Taux de qualification', id: 'Tingkat kualifikasi' },
  says: {
    en: 'Of the leads captured in the period, those that have been qualified or in any later stage; within so many days, if they are given, leads that have not had them stand beside.',
    fr: 'Parmi les leads captés dans la période, ceux qualifiés ou passés à une étape ultérieure ; avec un nombre de jours, dans ce délai, les leads plus récents étant à côté.',
    id: 'Dari prospek yang terjaring dalam periode, yang telah terkualifikasi atau berada di tahap berikutnya; bila jumlah hari diberikan, dalam waktu itu, dan prospek yang lebih baru ada di samping.',
  },
});
