// #region webhook
import { connector, hmacSha256, InvalidInput, unixTime } from '#kernel';
import { referralMade } from './referral-made.js';

const STAMP = 'x-survey-timestamp';

/** A survey tool that tells who was recommended to us, and signs it as most do. */
export const surveyTool = connector('survey-tool', {
  verify: hmacSha256({
    secret: 'the signing secret of the survey’s settings',
    signature: 'x-survey-signature',
    prefix: 'v1=',
    signedAt: (request) => unixTime(request.header(STAMP)),
    over: (request) => [request.header(STAMP), '.', request.raw],
  }),
  read({ body }) {
    const { id, email, programme } = body as Readonly<Record<string, unknown>>;
    if (typeof id !== 'string' || typeof email !== 'string' || typeof programme !== 'string')
      throw new InvalidInput('delivery.invalid', [{ where: 'body', what: 'must have id, email and programme' }]);
    const report = {
      definition: referralMade,
      messageId: id,
      identifiers: [{ kind: 'email' as const, value: email }],
      payload: { programme },
      stated: body,
    };
    return { reports: [report], refused: [] };
  },
});
// #endregion
