import { big, date, facts, label, uuid, when } from '#kernel';
import {
  dealAmountChanged,
  dealCloseDateChanged,
  dealContactAdded,
  dealContactRemoved,
  dealCorrected,
  dealLinesSet,
  dealLost,
  dealNextStepSet,
  dealOpened,
  dealOwnerChanged,
  dealReopened,
  dealSplitSet,
  dealStageChanged,
  dealWon,
} from '#journey';
import { worth } from './deal-worth.js';

const SAID = {
  deal: uuid,
  /** The event's name without the deal. */
  what: label,
  name: label,
  pipeline: uuid,
  stage: label,
  /** Minor units of the currency's own. */
  amount: big,
  currency: label,
  close_on: date,
  owner: uuid,
  profile: uuid,
  company: uuid,
  reason: label,
  next_step: label,
  next_on: date,
  campaign: label,
  opened_on: date,
  closed_on: date,
  outcome: label,
} as const;

/** Whom and what an event is about, as it names them. */
function named({
  deal,
  profile,
  company,
  owner,
}: {
  deal: string;
  profile?: string;
  company?: string;
  owner?: string;
}) {
  return { deal, profile: profile ?? null, company: company ?? null, owner: owner ?? null };
}

/** As `named`, of events whose profile is a participant. */
function namedBeside({ deal, company, owner }: { deal: string; company?: string; owner?: string }) {
  return { deal, profile: null, company: company ?? null, owner: owner ?? null };
}

/** What each event of a deal said: one row an event. */
export const dealSaid = facts(
  SAID,
  [
    when(dealOpened, ({ about, payload }) => ({
      ...named(about),
      what: 'opened',
      name: payload.name,
      pipeline: payload.pipeline,
      stage: payload.stage,
      ...worth(payload.amount),
      close_on: payload.closeOn,
      campaign: payload.campaign,
    })),
    when(dealAmountChanged, ({ about, payload }) => ({
      ...named(about),
      what: 'amount-changed',
      ...worth(payload.amount),
    })),
    when(dealCloseDateChanged, ({ about, payload }) => ({
      ...named(about),
      what: 'close-date-changed',
      close_on: payload.closeOn,
    })),
    when(dealStageChanged, ({ about, payload }) => ({
      ...named(about),
      what: 'stage-changed',
      pipeline: payload.pipeline,
      stage: payload.stage,
    })),
    when(dealOwnerChanged, ({ about, payload }) => ({
      ...named(about),
      what: 'owner-changed',
      reason: payload.reason,
    })),
    when(dealNextStepSet, ({ about, payload }) => ({
      ...named(about),
      what: 'next-step-set',
      next_step: payload.step,
      next_on: payload.dueOn,
    })),
    when(dealContactAdded, ({ about }) => ({ ...namedBeside(about), what: 'contact-added' })),
    when(dealContactRemoved, ({ about }) => ({ ...namedBeside(about), what: 'contact-removed' })),
    when(dealLinesSet, ({ about }) => ({ ...named(about), what: 'lines-set' })),
    when(dealSplitSet, ({ about }) => ({ ...named(about), what: 'split-set' })),
    when(dealWon, ({ about, payload }) => ({
      ...named(about),
      what: 'won',
      ...worth(payload.amount),
      reason: payload.reason,
    })),
    when(dealLost, ({ about, payload }) => ({ ...named(about), what: 'lost', reason: payload.reason })),
    when(dealReopened, ({ about, payload }) => ({
      ...named(about),
      what: 'reopened',
      stage: payload.stage,
      reason: payload.reason,
    })),
    when(dealCorrected, ({ about, payload }) => ({
      ...named(about),
      what: 'corrected',
      name: payload.name,
      ...worth(payload.amount),
      close_on: payload.closeOn,
      opened_on: payload.openedOn,
      closed_on: payload.closedOn,
      outcome: payload.outcome,
    })),
  ],
  ['deal, position', 'profile'],
);
