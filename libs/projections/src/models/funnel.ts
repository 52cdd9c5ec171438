import {
  bool,
  document,
  facts,
  label,
  moment,
  projection,
  states,
  uuid,
  when,
  whole,
  type CurrentTable,
  type StatesTable,
} from '#kernel';
import {
  contactDescribed,
  dealCorrected,
  dealLost,
  dealOpened,
  dealWon,
  handoffAccepted,
  mayCapture,
  orderPlaced,
  stageMoved,
  stagesSet,
  subscriptionCancelled,
  subscriptionEnded,
  subscriptionResumed,
  subscriptionStarted,
  subscriptionTrialStarted,
  teamChanged,
  teamFounded,
  touchpointRecorded,
} from '#journey';
import { dayStart, ofEach } from '../funnel/causes.js';
import { condensingCauses } from '../funnel/condense-causes.js';
import { deriveLead } from '../funnel/derive-lead.js';
import { deriveStages } from '../funnel/derive-stages.js';

const STAGE = {
  stage: label,
  /** Its place in the definition it was entered under, from 0; likewise its function, and its target in hours. */
  place: whole,
  function: label,
  target: whole,
  /** What brought here, and which event that was; `moved` where a person did. */
  cause: label,
  event: uuid,
  /** The event that set the stages it was entered under; null for the default ones. */
  definition: uuid,
  entered_at: moment,
  entered_precision: label,
  /** Missing while it lasts. */
  left_at: moment,
  left_precision: label,
  previous: label,
  next: label,
  /** Whence the first came that could bring it into the funnel. */
  channel: label,
  campaign: label,
  source: label,
};

const stage: StatesTable<typeof STAGE> = {
  per: ['contact'],
  from: ['cause'],
  settings: ['configured', 'team'],
  columns: STAGE,
  indexes: ['stage, entered_at', 'entered_at', 'left_at'],
  derive: deriveStages,
  condensing: condensingCauses,
};

/** Where somebody stands now. */
function standing(per: 'contact' | 'company', table: string): CurrentTable {
  return {
    per,
    columns: { stage: label, since: moment, since_precision: label, moved: bool },
    indexes: [`stage, ${per}`],
    sql: `
      SELECT s.${per}, s.stage, s.entered_at AS since, s.entered_precision AS since_precision, s.cause = 'moved' AS moved
      FROM ${table} s
      WHERE s.${per} = ANY ($1::uuid[]) AND s.believed_until IS NULL AND s.valid_to IS NULL
        AND EXISTS (SELECT FROM {members} m WHERE m.contact = s.${per})`,
  };
}

/**
 * Where contacts and companies stand in the funnel, and stood: derived from what brought them there. Of touches only
 * those are kept that may capture or qualify; whoever was merely touched has no stage here.
 */
export const funnel = projection('funnel', 2, {
  facts: {
    cause: facts(
      {
        profile: uuid,
        cause: label,
        /** The deal, subscription, order or handoff. */
        thing: uuid,
        /** Where a person moved it to. */
        stage: label,
        team: uuid,
        channel: label,
        kind: label,
        campaign: label,
        source: label,
        /** What a correction says of a deal: how it ended, and on which days. */
        outcome: label,
        opened_on: moment,
        closed_on: moment,
      },
      [
        when(touchpointRecorded, ({ about, payload, envelope }) =>
          mayCapture(payload.kind)
            ? ofEach(about, {
                cause: 'touch',
                channel: payload.channel,
                kind: payload.kind,
                campaign: payload.campaign ?? payload.utmCampaign,
                source: envelope.source.name,
              })
            : null,
        ),
        when(contactDescribed, ({ about, envelope }) => {
          const entered = envelope.actor.kind === 'person';
          if (envelope.import === undefined && !entered) return null;
          const imported = envelope.import !== undefined;
          return ofEach(about, {
            cause: 'touch',
            channel: imported ? 'list' : 'manual',
            kind: imported ? 'imported' : 'entered',
            source: envelope.source.name,
          });
        }),
        when(handoffAccepted, ({ about, envelope }) => ({
          profile: about.profile,
          cause: 'handoff-accepted',
          thing: about.handoff,
          team: about.team,
          source: envelope.source.name,
        })),
        when(dealOpened, ({ about, payload, envelope }) =>
          ofEach(about, {
            cause: 'deal-opened',
            thing: about.deal,
            campaign: payload.campaign,
            source: envelope.source.name,
          }),
        ),
        when(dealWon, ({ about, envelope }) =>
          ofEach(about, { cause: 'became-customer', thing: about.deal, source: envelope.source.name }),
        ),
        when(dealLost, ({ about, envelope }) =>
          ofEach(about, { cause: 'deal-lost', thing: about.deal, source: envelope.source.name }),
        ),
        when(dealCorrected, ({ about, payload, envelope }) =>
          ofEach(about, {
            cause: 'deal-corrected',
            thing: about.deal,
            outcome: payload.outcome,
            opened_on: dayStart(payload.openedOn),
            closed_on: dayStart(payload.closedOn),
            source: envelope.source.name,
          }),
        ),
        when(subscriptionTrialStarted, ({ about, envelope }) =>
          ofEach(about, { cause: 'trial-started', thing: about.subscription, source: envelope.source.name }),
        ),
        when(subscriptionStarted, ({ about, envelope }) =>
          ofEach(about, { cause: 'subscription-started', thing: about.subscription, source: envelope.source.name }),
        ),
        when(subscriptionCancelled, ({ about, envelope }) =>
          ofEach(about, { cause: 'cancellation-announced', thing: about.subscription, source: envelope.source.name }),
        ),
        when(subscriptionEnded, ({ about, envelope }) =>
          ofEach(about, { cause: 'subscription-ended', thing: about.subscription, source: envelope.source.name }),
        ),
        when(subscriptionResumed, ({ about, envelope }) =>
          ofEach(about, { cause: 'subscription-resumed', thing: about.subscription, source: envelope.source.name }),
        ),
        when(orderPlaced, ({ about, payload, envelope }) =>
          ofEach(about, {
            cause: 'became-customer',
            thing: about.order,
            campaign: payload.campaign,
            source: envelope.source.name,
          }),
        ),
        when(stageMoved, ({ about, payload, envelope }) => ({
          profile: about.profile,
          cause: 'moved',
          stage: payload.stage,
          source: envelope.source.name,
        })),
      ],
      ['profile, position', 'event_id'],
    ),
    configured: facts({ stages: document }, [
      when(stagesSet, ({ payload: { stages, captures, qualifies } }) => ({
        stages: { stages, captures, qualifies },
      })),
    ]),
    /** What teams do for customers: whom a handoff to them brings on. */
    team: facts({ team: uuid, function: label }, [
      when(teamFounded, ({ about, payload }) => ({ team: about.team, function: payload.function })),
      when(teamChanged, ({ about, payload }) =>
        payload.function === undefined ? null : { team: about.team, function: payload.function },
      ),
    ]),
  },
  states: {
    stage: states(stage),
    companyStage: states({ ...stage, per: ['company'] }),
    /** Contacts from when they were captured. */
    lead: states({
      per: ['contact'],
      from: ['cause'],
      // those of the stages, with which it shares what it reads
      settings: ['configured', 'team'],
      columns: {
        event: uuid,
        captured_at: moment,
        captured_precision: label,
        channel: label,
        kind: label,
        campaign: label,
        source: label,
      },
      indexes: ['captured_at'],
      derive: deriveLead,
      condensing: condensingCauses,
    }),
  },
  current: { contact: standing('contact', '{stage}'), company: standing('company', '{companyStage}') },
});
