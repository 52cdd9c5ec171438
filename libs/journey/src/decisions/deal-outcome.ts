import { broken, day, decision, oneOf, open, optional, text, word } from '#kernel';
import { dealCorrected } from '../events/deals/deal-corrected.js';
import { dealLost } from '../events/deals/deal-lost.js';
import { dealReopened } from '../events/deals/deal-reopened.js';
import { dealWon } from '../events/deals/deal-won.js';
import { dayMoment, happened, momentOf, notYet, surelyBefore, whenOf, type Moment } from '../happened.js';
import { checkAmount } from '../money.js';
import { money } from '../vocabulary.js';
import { deal, isOutdated, type KnownDeal } from './deal.js';
import { aboutOf, knownDeal, same } from './known-deal.js';

const permission = 'deals.write';
const why = { reason: optional(word), comment: optional(open(text)) } as const;

/** Nothing ends before it begins: `deal.closed-before-opened`. */
function checkOrder(opened: Moment | null, closed: Moment | null): void {
  if (opened !== null && closed !== null && surelyBefore(closed, opened)) throw broken('deal.closed-before-opened');
}

/** Nothing is closed before it was opened again, or opened again before it was closed: `deal.before-last-turn`. */
function checkTurn(known: KnownDeal, moment: Moment | null): void {
  if (moment !== null && isOutdated(known, 'status', moment)) throw broken('deal.before-last-turn');
}

/** Whether a deal is closed like this already; throws `deal.not-open` where it is closed in another way, or is told otherwise. */
function isRepeat(known: KnownDeal, outcome: 'won' | 'lost', told: { reason?: string; amount?: object }): boolean {
  if (known.status === 'open') return false;
  const { status, reason } = known;
  const agrees =
    status === outcome &&
    (told.reason === undefined || told.reason === reason) &&
    (told.amount === undefined || same(told.amount, known.amount));
  if (!agrees) throw broken('deal.not-open', { status });
  return true;
}

/** What of a decision's parameters is there. */
function given<T extends object>(says: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(says).filter(([, value]) => value !== undefined)) as never;
}

/** Wins an open deal, perhaps for another amount than was expected. */
export const winDeal = decision(
  deal,
  'win',
  { permission, params: { amount: optional(money), ...why, ...happened } },
  (state, { at, on, ...says }, context) => {
    const known = knownDeal(state, context.id);
    checkAmount('deal', says.amount);
    if (isRepeat(known, 'won', given(says))) return [];
    const when = whenOf('deal', { at, on }, context.at);
    const moment = momentOf(given({ at, on }), context.at);
    checkOrder(known.opened, moment);
    checkTurn(known, moment);
    return [dealWon.of(aboutOf(context.id, known), given(says), when)];
  },
);

/** Loses an open deal. */
export const loseDeal = decision(
  deal,
  'lose',
  { permission, params: { ...why, ...happened } },
  (state, { at, on, ...says }, context) => {
    const known = knownDeal(state, context.id);
    if (isRepeat(known, 'lost', given(says))) return [];
    const when = whenOf('deal', { at, on }, context.at);
    const moment = momentOf(given({ at, on }), context.at);
    checkOrder(known.opened, moment);
    checkTurn(known, moment);
    return [dealLost.of(aboutOf(context.id, known), given(says), when)];
  },
);

/** Opens a closed deal again, in the stage named or the one it was closed in: that it was closed stays part of its history. */
export const reopenDeal = decision(
  deal,
  'reopen',
  { permission, params: { stage: optional(word), ...why, ...happened } },
  (state, { at, on, ...says }, context) => {
    const known = knownDeal(state, context.id);
    if (known.status === 'open') {
      if (known.reopened && (says.stage === undefined || says.stage === known.stage)) return [];
      throw broken('deal.not-closed');
    }
    const when = whenOf('deal', { at, on }, context.at);
    checkTurn(known, momentOf(given({ at, on }), context.at));
    return [dealReopened.of(aboutOf(context.id, known), given(says), when)];
  },
);

/**
 * Says that something about a deal was recorded wrong: it was always so, from the beginning of what is corrected. What
 * was believed until now stays readable as it was known then.
 */
export const correctDeal = decision(
  deal,
  'correct',
  {
    permission,
    params: {
      amount: optional(money),
      closeOn: optional(day),
      openedOn: optional(day),
      closedOn: optional(day),
      outcome: optional(oneOf('won', 'lost')),
      name: optional(word),
      reason: open(text),
    },
  },
  (state, { reason, ...says }, context) => {
    const known = knownDeal(state, context.id);
    const corrects = given(says);
    if (Object.keys(corrects).length === 0) throw broken('deal.correction-empty');
    checkAmount('deal', says.amount);
    const closed = known.status === 'open' ? null : known.closed;
    if (closed === null && (says.outcome !== undefined || says.closedOn !== undefined)) throw broken('deal.not-closed');
    const openedAt = says.openedOn === undefined ? known.opened : dayMoment(says.openedOn);
    const closedAt = says.closedOn === undefined ? closed : dayMoment(says.closedOn);
    for (const moment of [openedAt, closedAt]) if (moment !== null) notYet('deal', moment, context.at);
    checkOrder(openedAt, closedAt);
    const holds = {
      amount: known.amount,
      closeOn: known.closeOn,
      openedOn: dayOf(known.opened),
      closedOn: dayOf(closed),
      outcome: known.status,
      name: known.name,
    };
    const news = Object.entries(corrects).some(([part, value]) => !same(value, holds[part as keyof typeof holds]));
    return news ? [dealCorrected.of(aboutOf(context.id, known), { ...corrects, reason })] : [];
  },
);

/** The day a moment is known by; null where it is known by the instant, or not at all. */
function dayOf(moment: Moment | null): string | null {
  return moment === null || moment.precision !== 'day' ? null : new Date(moment.at!).toISOString().slice(0, 10);
}
