import { count, facts, label, projection, uuid, when } from '#kernel';
import { touchpointRecorded } from '#journey';

/** Who was reached by which campaign, how: one fact per touch that names a campaign, and their counts. */
export const campaigns = projection('campaigns', 1, {
  facts: {
    reached: facts(
      { profile: uuid, campaign: label, variant: label, channel: label, kind: label, source: label },
      [
        when(touchpointRecorded, ({ about, payload, envelope }) => {
          const campaign = payload.campaign ?? payload.utmCampaign;
          return campaign === undefined
            ? null
            : {
                profile: about.profile,
                campaign,
                variant: payload.variant,
                channel: payload.channel,
                kind: payload.kind,
                source: envelope.source.name,
              };
        }),
      ],
      ['campaign, occurred_at', 'occurred_at, channel, kind'],
    ),
  },
  sums: {
    touches: {
      of: 'reached',
      per: ['campaign', 'channel', 'kind'],
      values: { touches: count() },
    },
  },
});
