import { broken, day, decision, id, isCompanyNode, isUuid, list, optional, record, wholeNumber, word } from '#kernel';
import { dealAmountChanged } from '../events/deals/deal-amount-changed.js';
import { dealCloseDateChanged } from '../events/deals/deal-close-date-changed.js';
import { dealContactAdded } from '../events/deals/deal-contact-added.js';
import { dealContactRemoved } from '../events/deals/deal-contact-removed.js';
import { dealLinesSet } from '../events/deals/deal-lines-set.js';
import { dealNextStepSet } from '../events/deals/deal-next-step-set.js';
import { dealOpened } from '../events/deals/deal-opened.js';
import { dealOwnerChanged } from '../events/deals/deal-owner-changed.js';
import { dealSplitSet } from '../events/deals/deal-split-set.js';
import { dealStageChanged } from '../events/deals/deal-stage-changed.js';
import { happened, whenOf } from '../happened.js';
import { checkAmount, type Money } from '../money.js';
import { line, money } from '../vocabulary.js';
import { openingText } from '../opening-text.js';
import { deal, type KnownDeal } from './deal.js';
import { aboutOf, knownDeal, openDeal, same } from './known-deal.js';

const permission = 'deals.write';

interface Line {
  readonly quantity?: number;
  readonly amount?: Money;
  readonly cost?: Money;
}

function checkLines(lines: readonly Line[] | undefined): void {
  for (const { quantity, amount, cost } of lines ?? []) {
    if (quantity !== undefined && quantity < 1) throw broken('deal.quantity', { quantity });
    checkAmount('deal', amount);
    checkAmount('deal', cost);
  }
}

function checkContact(contact: string | undefined): void {
  if (contact !== undefined && isCompanyNode(contact)) throw broken('deal.contact-unfit');
}

/** Opens a deal, with a company, a contact, both, or nobody yet; the same opening again is the same deal. */
export const startDeal = decision(
  deal,
  'open',
  {
    permission,
    params: {
      name: optional(word),
      contact: optional(id),
      company: optional(id),
      owner: optional(id),
      pipeline: optional(id),
      stage: optional(word),
      amount: optional(money),
      closeOn: optional(day),
      lines: optional(list(line)),
      campaign: optional(word),
      ...happened,
    },
  },
  (state, { contact, company, owner, at, on, ...payload }, context) => {
    if (!isUuid(context.id)) throw broken('deal.unknown');
    checkContact(contact);
    if (company !== undefined && !isCompanyNode(company)) throw broken('deal.company-unfit');
    checkAmount('deal', payload.amount);
    checkLines(payload.lines);
    const about = {
      deal: context.id,
      ...(contact === undefined ? {} : { profile: contact }),
      ...(company === undefined ? {} : { company }),
      ...(owner === undefined ? {} : { owner }),
    };
    if (state.status !== 'unknown' && state.opening === openingText(about, payload)) return [];
    if (state.status !== 'unknown') throw broken('deal.already-opened');
    return [dealOpened.of(about, payload, whenOf('deal', { at, on }, context.at))];
  },
);

/** Says what an open deal is expected to be worth; without an amount, that nobody knows. */
export const changeDealAmount = decision(
  deal,
  'change-amount',
  { permission, params: { amount: optional(money), ...happened } },
  (state, { amount, at, on }, context) => {
    const known = openDeal(state, context.id);
    checkAmount('deal', amount);
    if (same(known.amount, amount)) return [];
    const payload = amount === undefined ? {} : { amount };
    return [dealAmountChanged.of(aboutOf(context.id, known), payload, whenOf('deal', { at, on }, context.at))];
  },
);

/** Says when an open deal is expected to close; without a day, that nobody knows. */
export const changeDealCloseDate = decision(
  deal,
  'change-close-date',
  { permission, params: { closeOn: optional(day), ...happened } },
  (state, { closeOn, at, on }, context) => {
    const known = openDeal(state, context.id);
    if (known.closeOn === (closeOn ?? null)) return [];
    const payload = closeOn === undefined ? {} : { closeOn };
    return [dealCloseDateChanged.of(aboutOf(context.id, known), payload, whenOf('deal', { at, on }, context.at))];
  },
);

/** Moves an open deal to a stage, of its pipeline or of another one. Any word is a stage: what pipelines know is read where deals are. */
export const moveDealStage = decision(
  deal,
  'move-stage',
  { permission, params: { stage: word, pipeline: optional(id), ...happened } },
  (state, { stage, pipeline, at, on }, context) => {
    const known = openDeal(state, context.id);
    const moves = pipeline !== undefined && pipeline !== known.pipeline;
    if (!moves && known.stage === stage) return [];
    const payload = moves ? { pipeline, stage } : { stage };
    return [dealStageChanged.of(aboutOf(context.id, known), payload, whenOf('deal', { at, on }, context.at))];
  },
);

/** Gives a deal, open or closed, to a member of staff; without one, to nobody. */
export const changeDealOwner = decision(
  deal,
  'change-owner',
  { permission, params: { owner: optional(id), reason: optional(word), ...happened } },
  (state, { owner, reason, at, on }, context) => {
    const known = knownDeal(state, context.id);
    if ((known.owner ?? null) === (owner ?? null)) return [];
    const about = aboutOf(context.id, { ...known, owner: owner ?? null });
    const payload = reason === undefined ? {} : { reason };
    return [dealOwnerChanged.of(about, payload, whenOf('deal', { at, on }, context.at))];
  },
);

/** What an event about a participant concerns: the deal, and the participant in place of whom the deal is with. */
function aboutContact(deal: string, known: KnownDeal, contact: string) {
  const { profile: _profile, others: _others, ...about } = aboutOf(deal, known);
  return { ...about, profile: contact };
}

/** Says that a contact takes part in a deal, perhaps in a role; another role replaces the one before. */
export const addDealContact = decision(
  deal,
  'add-contact',
  { permission, params: { contact: id, role: optional(word), ...happened } },
  (state, { contact, role, at, on }, context) => {
    const known = knownDeal(state, context.id);
    checkContact(contact);
    if (known.contacts[contact] === (role ?? null)) return [];
    const payload = role === undefined ? {} : { role };
    return [
      dealContactAdded.of(aboutContact(context.id, known, contact), payload, whenOf('deal', { at, on }, context.at)),
    ];
  },
);

/** Says that a contact takes no part in a deal any more. Whom the deal is with stays. */
export const removeDealContact = decision(
  deal,
  'remove-contact',
  { permission, params: { contact: id, ...happened } },
  (state, { contact, at, on }, context) => {
    const known = knownDeal(state, context.id);
    if (contact === known.profile) throw broken('deal.main-contact');
    if (!Object.hasOwn(known.contacts, contact)) return [];
    return [
      dealContactRemoved.of(aboutContact(context.id, known, contact), {}, whenOf('deal', { at, on }, context.at)),
    ];
  },
);

/** Says what an open deal is about to sell: all of its lines. */
export const setDealLines = decision(
  deal,
  'set-lines',
  { permission, params: { lines: list(line), ...happened } },
  (state, { lines, at, on }, context) => {
    const known = openDeal(state, context.id);
    checkLines(lines);
    if (same(known.lines, lines)) return [];
    return [dealLinesSet.of(aboutOf(context.id, known), { lines }, whenOf('deal', { at, on }, context.at))];
  },
);

/** Says for whom a deal counts, in percent: 100 together, or an empty list for its owner alone. */
export const splitDeal = decision(
  deal,
  'split',
  { permission, params: { shares: list(record({ person: id, percent: wholeNumber })), ...happened } },
  (state, { shares, at, on }, context) => {
    const known = knownDeal(state, context.id);
    const together = shares.reduce((sum, { percent }) => sum + percent, 0);
    if (shares.length > 0 && together !== 100) throw broken('deal.split-not-hundred', { together });
    if (shares.some(({ percent }) => percent < 1)) throw broken('deal.split-share');
    if (new Set(shares.map(({ person }) => person)).size < shares.length) throw broken('deal.split-twice');
    if (same(known.shares, shares)) return [];
    return [dealSplitSet.of(aboutOf(context.id, known), { shares }, whenOf('deal', { at, on }, context.at))];
  },
);

/** Says what is to be done next about an open deal; without a step, that nothing is planned. */
export const setDealNextStep = decision(
  deal,
  'set-next-step',
  { permission, params: { step: optional(word), dueOn: optional(day), ...happened } },
  (state, { step, dueOn, at, on }, context) => {
    const known = openDeal(state, context.id);
    if (same(known.nextStep, { step: step ?? null, dueOn: dueOn ?? null })) return [];
    const payload = { ...(step === undefined ? {} : { step }), ...(dueOn === undefined ? {} : { dueOn }) };
    return [dealNextStepSet.of(aboutOf(context.id, known), payload, whenOf('deal', { at, on }, context.at))];
  },
);
