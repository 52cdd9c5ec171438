// #region kpi
import { at, kpi, own } from '#kernel';

/** Sum: cents promised for referrals, placed by when they were made. */
export const referralRewards = kpi('referral-rewards', 1, {
  kind: 'sum',
  unit: 'count',
  team: 'marketing',
  over: 'referrals.made',
  value: 'reward',
  slices: { programme: own },
  title: { en: 'Referral rewards', fr: 'Récompenses de parrainage', id: 'Hadiah rujukan' },
  says: {
    en: 'Cents promised for referrals, placed by when they were made.',
    fr: 'Centimes promis pour des parrainages, à la date de ceux-ci.',
    id: 'Sen yang dijanjikan untuk rujukan, menurut waktu rujukan dibuat.',
  },
});

/** Ratio: distinct contacts who recommended us for a reward / distinct contacts who recommended us. */
export const rewardedShare = kpi('rewarded-share', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  over: 'referrals.made',
  contact: 'profile',
  record: 'contact',
  distinct: true,
  numerator: 'reward > 0',
  denominator: 'true',
  slices: { programme: own, level: at('referrals.level', { contact: 'contact' }, 'level') },
  title: { en: 'Rewarded share', fr: 'Part récompensée', id: 'Proporsi berhadiah' },
  says: {
    en: 'Contacts who recommended us for a reward, of all who recommended us.',
    fr: 'Contacts qui nous ont recommandés contre récompense, parmi tous ceux qui nous ont recommandés.',
    id: 'Kontak yang merekomendasikan kami dengan hadiah, dari semua yang merekomendasikan kami.',
  },
});
// #endregion
