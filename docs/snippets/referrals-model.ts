// #region facts
import {
  big,
  count,
  facts,
  label,
  last,
  moment,
  personalText,
  projection,
  spans,
  states,
  total,
  uuid,
  when,
} from '#kernel';
import { referralMade } from './referral-made.js';

/** Who recommends us: every referral, what each programme came to, and who has become an advocate when. */
export const referrals = projection('referrals', 1, {
  facts: {
    made: facts(
      { profile: uuid, programme: label, reward: big, note: personalText('content') },
      [
        when(referralMade, ({ about, payload }) => ({
          profile: about.profile,
          programme: payload.programme,
          reward: payload.reward,
          note: payload.note,
        })),
      ],
      ['profile, occurred_at desc'],
    ),
  },
  // #endregion
  // #region sums
  sums: {
    programme: { of: 'made', per: ['programme'], values: { referrals: count(), rewards: total('reward') } },
    by_profile: { of: 'made', per: ['profile'], values: { referrals: count(), last_at: last('occurred_at') } },
  },
  // #endregion
  // #region states
  states: {
    level: states({
      per: ['contact'],
      from: ['made'],
      columns: { level: label },
      derive: (believed) => {
        let made = 0;
        return spans(believed, () => ({ level: ++made < 3 ? 'supporter' : 'advocate' }));
      },
    }),
  },
  // #endregion
  // #region current
  current: {
    advocate: {
      per: 'contact',
      columns: { referrals: big, last_at: moment, level: label },
      indexes: ['referrals desc, contact'],
      sql: `
        SELECT asked.contact, made.referrals, made.last_at, level.level
        FROM unnest($1::uuid[]) AS asked (contact)
        JOIN LATERAL (
          SELECT sum(b.referrals) AS referrals, max(b.last_at) AS last_at
          FROM {members} m JOIN {by_profile} b ON b.profile = m.profile
          WHERE m.contact = asked.contact
        ) made ON made.referrals > 0
        LEFT JOIN {level} level
          ON level.contact = asked.contact AND level.believed_until IS NULL AND level.valid_to IS NULL`,
    },
  },
});
// #endregion
