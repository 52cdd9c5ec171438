// #region kpi
import { kpi } from '#kernel';

/** Sum: cents promised for referrals, placed by when they were made. */
export const referralRewards = kpi('referral-rewards', 1, {
  kind: 'sum',
  over: { projection: 'referrals', table: 'made' },
  placed: 'occurred_at',
  numerator: 'reward',
  slices: { programme: 'programme' },
});

/** Ratio: distinct contacts who recommended us for a reward / distinct contacts who recommended us. */
export const rewardedShare = kpi('rewarded-share', 1, {
  kind: 'ratio',
  over: { projection: 'referrals', table: 'made' },
  placed: 'occurred_at',
  numerator: 'reward > 0',
  denominator: 'true',
  unit: 'contact',
  slices: { programme: 'programme' },
});
// #endregion
