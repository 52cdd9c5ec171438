import type { Millis } from '#kernel';
import type { Dealing } from '../dealings/index.js';
import { once, type Recorded } from './recorded.js';
import { momentOf, ofEach, told, wordOf, type Asked, type Moment } from './told.js';

/** A deal as it stood. */
export interface Deal {
  readonly status: 'open' | 'won' | 'lost';
  readonly opened: Moment | null;
  readonly closed: Moment | null;
  readonly amount: { readonly amount: number; readonly currency: string } | null;
  /** The day it is expected to close on. */
  readonly closeOn: string | null;
  /** Null is the pipeline that is there anyway, and its first stage. */
  readonly pipeline: string | null;
  readonly stage: string | null;
  readonly whom: Pick<Dealing, 'person' | 'company'>;
}

/** How a deal stands from a moment on; -Infinity where nobody knows when that was. */
export interface Step {
  readonly at: Millis;
  readonly deal: Deal;
}

type Money = { readonly amount: number; readonly currency: string };

/** Something said of a deal, as it is to be read. */
export interface Word {
  word: string;
  moment: Moment | null;
  amount: Money | null;
  readonly recorded: number;
  readonly dealing: Dealing;
}

const DAY = 86_400_000;

/** What was said of every deal, with what was set right since: it was always so. */
export const dealsCorrected = once((history: readonly Recorded[], knownUpTo: number): readonly (readonly Word[])[] =>
  [...ofEach(told(history, knownUpTo), 'deal').values()].map((said) => inOrder(corrected(said))),
);

/** Every deal that was there by an instant, as it stood then by what was recorded. */
export function dealsAt(history: readonly Recorded[], { knownUpTo }: Pick<Asked, 'knownUpTo'>, at: Millis): Deal[] {
  return dealsCorrected(history, knownUpTo).flatMap((words) => {
    let reached = -Infinity;
    const happened = words.filter((word) => (reached = Math.max(reached, placeOf(word, words))) <= at);
    return happened.length === 0 ? [] : [standing(happened)];
  });
}

/** A deal through time, by what was recorded: how it stood from each moment on. */
export function dealsThroughTime(history: readonly Recorded[], knownUpTo: number): readonly (readonly Step[])[] {
  return dealsCorrected(history, knownUpTo).map((words) => {
    const steps: Step[] = [];
    let reached = -Infinity;
    for (const [i, word] of words.entries()) {
      reached = Math.max(reached, placeOf(word, words));
      if (steps.at(-1)?.at === reached) steps.pop();
      steps.push({ at: reached, deal: standing(words.slice(0, i + 1)) });
    }
    return steps;
  });
}

/** As said, with what was set right since: it was always so. */
function corrected(said: readonly Dealing[]): Word[] {
  const words: Word[] = [];
  for (const [recorded, dealing] of said.entries()) {
    const word = wordOf(dealing);
    const { amount, closedOn, outcome } = dealing.payload as { amount?: Money; closedOn?: string; outcome?: string };
    if (word !== 'corrected') {
      words.push({ word, moment: momentOf(dealing), amount: amount ?? null, recorded, dealing });
      continue;
    }
    const before = inOrder(words);
    if (before.length === 0) continue;
    const closing = before.findLast((one) => one.word === 'won' || one.word === 'lost');
    if (amount !== undefined)
      (before.findLast((one) => one.amount !== null || one.word === 'amount-changed') ?? before[0]!).amount = amount;
    if (closedOn !== undefined && closing !== undefined) closing.moment = { at: Date.parse(closedOn), day: true };
    if (outcome !== undefined && closing !== undefined) closing.word = outcome;
  }
  return words;
}

/** When something counts: what happened on a day comes after what was known of that day before it was told. */
function placeOf({ moment, recorded }: Word, words: readonly Word[]): Millis {
  if (moment === null) return -Infinity;
  if (!moment.day) return moment.at;
  const sameDay = words.flatMap((other) =>
    other.recorded < recorded &&
    other.moment !== null &&
    !other.moment.day &&
    other.moment.at >= moment.at &&
    other.moment.at < moment.at + DAY
      ? [other.moment.at]
      : [],
  );
  return Math.max(moment.at, ...sameDay);
}

/** The opening first, then as time went, then as it was recorded. */
function inOrder(words: readonly Word[]): Word[] {
  const opening = (word: Word): number => (word.word === 'opened' ? 0 : 1);
  const places = new Map(words.map((word) => [word, placeOf(word, words)]));
  const earlier = (a: Word, b: Word): number => {
    const [one, other] = [places.get(a)!, places.get(b)!];
    return one === other ? 0 : one < other ? -1 : 1;
  };
  return [...words].sort((a, b) => opening(a) - opening(b) || earlier(a, b) || a.recorded - b.recorded);
}

function standing(words: readonly Word[]): Deal {
  let status: Deal['status'] = 'open';
  let opened: Moment | null = null;
  let closed: Moment | null = null;
  let amount: Money | null = null;
  let terms: { closeOn?: string; pipeline?: string; stage?: string } = {};
  for (const { word, moment, amount: said, dealing } of words) {
    const { closeOn, pipeline, stage } = dealing.payload as typeof terms;
    if (closeOn !== undefined) terms = { ...terms, closeOn };
    if (pipeline !== undefined) terms = { ...terms, pipeline };
    if (stage !== undefined) terms = { ...terms, stage };
    if (word === 'opened') opened = moment;
    if ((word === 'won' || word === 'lost') && status !== word) {
      status = word;
      closed = moment;
    }
    if (word === 'reopened') {
      status = 'open';
      closed = null;
    }
    if (said !== null) amount = said;
  }
  const { closeOn = null, pipeline = null, stage = null } = terms;
  return { status, opened, closed, amount, closeOn, pipeline, stage, whom: words[0]!.dealing };
}
