import type { Millis } from '#kernel';
import type { Dealing } from '../dealings/index.js';
import { contactsKnown, nodeOfPerson } from './contacts-told.js';
import { once, type Recorded } from './recorded.js';
import { momentOf, ofEach, told, wordOf, type Asked, type Moment } from './told.js';

/** What a subscription was at some point: whether it was paid for, and what came in of it each month. */
export interface Terms {
  readonly phase: 'untold' | 'trial' | 'paid' | 'ended';
  /** Whether its end is announced. */
  readonly atRisk: boolean;
  readonly monthly: number;
  readonly currency: string | null;
  readonly started: Moment | null;
  readonly ended: Moment | null;
}

/** A subscription through time: what it was from each moment on. */
export interface Subscription {
  /** The customer: a company, a contact, or itself. */
  readonly unit: string;
  readonly steps: readonly { readonly at: Millis; readonly terms: Terms }[];
}

interface Price {
  readonly amount: number;
  readonly currency: string;
}

/** Something that changes a subscription, at a place in time: what was said, or what was announced takes effect. */
interface Turn {
  readonly at: Millis;
  readonly takesEffect: boolean;
  readonly dealing: Dealing;
}

const UNTOLD: Terms = { phase: 'untold', atRisk: false, monthly: 0, currency: null, started: null, ended: null };
const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

const subscriptionsKnown = once((history: readonly Recorded[], knownUpTo: number): readonly Subscription[] => {
  const contactOf = contactsKnown(history, knownUpTo);
  return [...ofEach(told(history, knownUpTo), 'subscription')].map(([id, said]) => {
    const { person, company } = said[0]!;
    const unit = company !== null ? `company ${company.index}` : person !== null ? contactOf(nodeOfPerson(person)) : id;
    return { unit, steps: stepsOf(said) };
  });
});

/** Every subscription, through all of time, by what was recorded. */
export function subscriptions(history: readonly Recorded[], { knownUpTo }: Asked): readonly Subscription[] {
  return subscriptionsKnown(history, knownUpTo);
}

/** What it was at an instant. */
export function termsAt({ steps }: Subscription, at: Millis): Terms {
  return steps.findLast((step) => step.at <= at)?.terms ?? UNTOLD;
}

function turnsOf(said: readonly Dealing[]): Turn[] {
  const turns = said.flatMap((dealing): Turn[] => {
    const { at } = momentOf(dealing)!;
    const effective = dealing.payload['effectiveAt'] as string | undefined;
    if (effective === undefined) return [{ at, takesEffect: false, dealing }];
    const then = Date.parse(effective);
    return [
      { at: Math.min(at, then), takesEffect: false, dealing },
      { at: then, takesEffect: true, dealing },
    ];
  });
  return turns
    .map((turn, recorded) => ({ turn, recorded }))
    .sort(
      (a, b) =>
        a.turn.at - b.turn.at || Number(a.turn.takesEffect) - Number(b.turn.takesEffect) || a.recorded - b.recorded,
    )
    .map(({ turn }) => turn);
}

function stepsOf(said: readonly Dealing[]): Subscription['steps'] {
  let terms = UNTOLD;
  let price: Price | null = null;
  let interval = 'month';
  let announced: Dealing | null = null;
  return turnsOf(said).map(({ at, takesEffect, dealing }) => {
    const { payload } = dealing;
    const word = wordOf(dealing);
    const ends = (ended: Moment): void => void (terms = { ...terms, phase: 'ended', ended });
    const begins = (phase: 'paid' | 'trial', started: Moment | null): void =>
      void (terms = { ...terms, phase, ended: null, started });
    if (takesEffect) {
      if (announced === dealing && terms.phase !== 'ended') ends({ at, day: false });
    } else if (word === 'cancelled') {
      if (terms.phase === 'untold') begins('paid', null);
      if (terms.phase !== 'ended') announced = dealing;
    } else if (word === 'ended') {
      if (terms.ended === null) ends(momentOf(dealing)!);
    } else if (word === 'trial-started') {
      if (terms.phase === 'untold') begins('trial', null);
    } else if (word === 'started') {
      begins('paid', terms.started ?? momentOf(dealing)!);
      announced = null;
    } else if (word === 'resumed') {
      begins('paid', terms.started);
      announced = null;
    } else if (terms.phase === 'untold') begins('paid', null);
    price = (payload['price'] as Price | undefined) ?? price;
    interval = (payload['interval'] as string | undefined) ?? interval;
    const monthly = price === null || terms.phase !== 'paid' ? 0 : Math.round(price.amount / MONTHS[interval]!);
    terms = { ...terms, atRisk: announced !== null, monthly, currency: price?.currency ?? null };
    return { at, terms };
  });
}
