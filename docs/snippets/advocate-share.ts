// #region kpi
import { kpi, own, sql } from '#kernel';
import { validAt } from '#queries';

/** Ratio, read at the end of a period: those who have become advocates by then / all who have recommended us by then. */
export const advocateShare = kpi('advocate-share', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  placing: 'period',
  reads: ['referrals'],
  gives: ['contact', 'num'],
  records: (reading) => sql`
    SELECT l.contact AS record, l.contact, l.level, l.level = ${reading.parameter('level')} AS num
    FROM read.referrals_level l
    WHERE ${validAt(reading, 'l', reading.closing)}`,
  slices: { level: own },
  parameters: { level: { type: 'word', preset: 'advocate' } },
  title: { en: 'Advocates', fr: 'Ambassadeurs', id: 'Pendukung setia' },
  says: {
    en: 'Of those who have recommended us by the end of the period, those who are advocates then.',
    fr: 'Parmi ceux qui nous ont recommandés à la fin de la période, ceux qui sont alors ambassadeurs.',
    id: 'Dari yang merekomendasikan kami hingga akhir periode, yang saat itu menjadi pendukung setia.',
  },
});
// #endregion
