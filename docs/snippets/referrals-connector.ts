// #region connector
import {
  checkFields,
  connector,
  identity,
  instant,
  InvalidInput,
  optional,
  text,
  wholeNumber,
  word,
  type Problem,
  type Reported,
} from '#kernel';
import { referralMade } from './referral-made.js';

const delivered = {
  id: word,
  at: instant,
  by: identity,
  programme: word,
  reward: optional(wholeNumber),
  note: optional(text),
};

/** What the referral tool posts: one referral a call. `by` is the address of whoever recommended us. */
export const referralTool = connector('referral-tool', {
  paths: ['v1/referrals'],
  read({ body }) {
    const problems: Problem[] = [];
    const { id, at, by, ...payload } = checkFields(delivered, body, '', problems);
    if (problems.length > 0) throw new InvalidInput('delivery.invalid', problems);
    const report: Reported = {
      definition: referralMade,
      messageId: id,
      identifiers: [{ kind: 'email', value: by }],
      payload,
      when: { precision: 'instant', at },
      stated: body,
    };
    return { reports: [report], refused: [] };
  },
});
// #endregion
