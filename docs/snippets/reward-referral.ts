// #region decision
import {
  ask,
  askNow,
  broken,
  decider,
  decision,
  event,
  evolves,
  id,
  perhaps,
  reaction,
  required,
  timer,
  whenever,
  wholeNumber,
} from '#kernel';
import { referralMade } from './referral-made.js';

export const rewardGranted = event('reward-granted', 1, {
  about: { reward: required, profile: perhaps },
  payload: { amount: wholeNumber },
});
export const rewardExpired = event('reward-expired', 1, { about: { reward: required }, payload: {} });

/** A reward: not there yet, to be had, or over. */
export type RewardState = { readonly status: 'none' | 'granted' | 'expired' };

export const reward = decider<RewardState>(
  'reward',
  { status: 'none' },
  evolves(rewardGranted, (): RewardState => ({ status: 'granted' })),
  evolves(rewardExpired, (): RewardState => ({ status: 'expired' })),
);

export const grantReward = decision(
  reward,
  'grant',
  { permission: 'system', params: { profile: id, amount: wholeNumber } },
  (state, { profile, amount }, { id }) => {
    if (state.status !== 'none') return []; // a repeat is no news
    if (amount <= 0) throw broken('reward.without-amount', { amount });
    return [rewardGranted.of({ reward: id, profile }, { amount })];
  },
);

export const expireReward = decision(
  reward,
  'expire',
  { permission: 'system', params: {} },
  (state, _params, { id }) => (state.status === 'granted' ? [rewardExpired.of({ reward: id }, {})] : []),
);
// #endregion

// #region reaction
const THREE_MONTHS = 90 * 86_400_000;

/** A referral that promises a reward grants it at once; three months later it is over. */
export const rewardReferral = reaction('reward-referral', 1, [
  whenever(referralMade, ({ id, about, payload, recordedAt }) =>
    payload.reward === undefined
      ? null
      : [
          askNow(ask(grantReward, id, { profile: about.profile, amount: payload.reward })),
          timer(`expire-${id}`, new Date(recordedAt + THREE_MONTHS).toISOString(), ask(expireReward, id, {})),
        ],
  ),
]);
// #endregion
