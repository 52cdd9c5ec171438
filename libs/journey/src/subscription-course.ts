/** What an event says about a subscription: the part of its name after `subscription-`. */
export type SubscriptionWord =
  | 'trial-started'
  | 'started'
  | 'changed'
  | 'renewed'
  | 'payment-failed'
  | 'payment-recovered'
  | 'paused'
  | 'cancelled'
  | 'ended'
  | 'resumed';

/** How often a subscription is paid for. */
export type Interval = 'month' | 'quarter' | 'year';

/** One statement about a subscription; instants are epoch milliseconds, `at` null where nobody knows when. */
export interface SubscriptionSaid {
  readonly says: SubscriptionWord;
  readonly at: number | null;
  readonly precision: 'instant' | 'day' | 'none';
  readonly plan?: string | null;
  readonly quantity?: number | null;
  /** The price of an interval, in minor units of the currency's own. */
  readonly amount?: number | null;
  readonly currency?: string | null;
  readonly interval?: Interval | null;
  /** The day a statement names: when it renews, resumes, or when the trial ends. */
  readonly on?: string | null;
  readonly effectiveAt?: number | null;
  readonly reason?: string | null;
  readonly voluntary?: boolean | null;
}

/** A subscription at a moment: how far it is, on which terms, and the statements that brought it there. */
export interface Course<S extends SubscriptionSaid = SubscriptionSaid> {
  readonly phase: 'unknown' | 'trial' | 'paid' | 'paused' | 'ended';
  readonly plan: string | null;
  readonly quantity: number | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly interval: Interval;
  readonly renewsOn: string | null;
  readonly resumesOn: string | null;
  /** The statement that began the trial, the first that began paying, the last that resumed it. */
  readonly trial: S | null;
  readonly started: S | null;
  readonly resumed: S | null;
  /** The cancellation that holds, announced or in effect. */
  readonly cancelled: S | null;
  /** When it ended, and by which statement: a cancellation that took effect ends it, too. */
  readonly ended: { readonly at: number | null; readonly by: S } | null;
  /** A payment failed and was not made since; what begins anew owes nothing from before. */
  readonly owing: boolean;
}

const NOTHING: Course<never> = {
  phase: 'unknown',
  plan: null,
  quantity: null,
  amount: null,
  currency: null,
  interval: 'month',
  renewsOn: null,
  resumesOn: null,
  trial: null,
  started: null,
  resumed: null,
  cancelled: null,
  ended: null,
  owing: false,
};

/** The terms after a statement: what is not named stays. */
function termsAfter<S extends SubscriptionSaid>(course: Course<S>, said: S): Course<S> {
  return {
    ...course,
    plan: said.plan ?? course.plan,
    quantity: said.quantity ?? course.quantity,
    ...(said.amount === null || said.amount === undefined
      ? {}
      : { amount: said.amount, currency: said.currency ?? null }),
    interval: said.interval ?? course.interval,
  };
}

/** What presupposes a subscription that nobody said began: history has gaps, and it was paid for. */
function begun<S extends SubscriptionSaid>(course: Course<S>): Course<S> {
  return course.phase === 'unknown' ? { ...course, phase: 'paid' } : course;
}

/** Begun to be paid for, the first time or again. */
function paidFor<S extends SubscriptionSaid>(course: Course<S>, said: S): Course<S> {
  // who only tried it pays for the first time
  const again = course.started !== null || (course.phase === 'ended' && course.trial === null);
  return {
    ...termsAfter(course, said),
    phase: 'paid',
    renewsOn: said.on ?? course.renewsOn,
    started: course.started ?? said,
    resumed: again && (course.phase !== 'paid' || course.cancelled !== null) ? said : course.resumed,
    cancelled: null,
    ended: null,
    owing: false,
  };
}

const AFTER: Readonly<Record<SubscriptionWord, <S extends SubscriptionSaid>(course: Course<S>, said: S) => Course<S>>> =
  {
    'trial-started': (course, said) => ({
      ...termsAfter(course, said),
      phase: course.phase === 'unknown' ? 'trial' : course.phase,
      trial: course.trial ?? said,
    }),
    started: paidFor,
    changed: (course, said) => termsAfter(begun(course), said),
    renewed: (course, said) => ({ ...begun(course), renewsOn: said.on ?? course.renewsOn }),
    'payment-failed': (course) => ({ ...begun(course), owing: course.phase !== 'ended' }),
    'payment-recovered': (course) => ({ ...begun(course), owing: false }),
    paused: (course, said) => {
      const now = begun(course);
      return now.phase === 'paid' ? { ...now, phase: 'paused', resumesOn: said.on ?? null } : now;
    },
    cancelled: (course, said) => {
      const now = begun(course);
      return now.phase === 'ended' ? now : { ...now, cancelled: said };
    },
    ended: (course, said) =>
      course.ended !== null ? course : { ...course, phase: 'ended', owing: false, ended: { at: said.at, by: said } },
    resumed: (course, said) => ({
      ...termsAfter(course, said),
      phase: course.trial !== null && course.started === null ? 'trial' : 'paid',
      resumesOn: null,
      resumed: said,
      cancelled: null,
      ended: null,
      owing: false,
    }),
  };

/** An announced cancellation takes effect, unless it was taken back or replaced, or the subscription ended before. */
function takeEffect<S extends SubscriptionSaid>(course: Course<S>, cancellation: S): Course<S> {
  if (course.cancelled !== cancellation || course.phase === 'ended') return course;
  return { ...course, phase: 'ended', owing: false, ended: { at: cancellation.effectiveAt!, by: cancellation } };
}

const DAY_MS = 86_400_000;

/**
 * Where a statement stands in time: undated first, a day after everything of that day (in UTC) that was recorded before
 * it, a cancellation no later than when it takes effect.
 */
function placeOf({ says, at, precision, effectiveAt }: SubscriptionSaid, before: readonly SubscriptionSaid[]): number {
  if (at === null) return Number.NEGATIVE_INFINITY;
  const place =
    precision !== 'day'
      ? at
      : before.reduce(
          (latest, other) =>
            other.precision === 'instant' && other.at !== null && other.at >= at && other.at < at + DAY_MS
              ? Math.max(latest, other.at)
              : latest,
          at,
        );
  return says === 'cancelled' ? Math.min(place, effectiveAt ?? place) : place;
}

/** A step of a subscription's course: from `at` (null: from ever) it is so. */
export interface Step<S extends SubscriptionSaid> {
  readonly at: number | null;
  readonly course: Course<S>;
}

/**
 * The course of a subscription through what was said about it, in the order in which it was recorded. Statements count
 * in time order, undated ones first; a cancellation ends it when it takes effect, whether or not anybody says so then.
 */
export function courseOf<S extends SubscriptionSaid>(said: readonly S[]): Step<S>[] {
  const turns = said.flatMap((one, i) => {
    const turn = { place: placeOf(one, said.slice(0, i)), apply: (course: Course<S>) => AFTER[one.says](course, one) };
    const effect = one.says === 'cancelled' ? (one.effectiveAt ?? null) : null;
    return effect === null
      ? [turn]
      : [turn, { place: effect, effect: true, apply: (course: Course<S>) => takeEffect(course, one) }];
  });
  const order = (turn: (typeof turns)[number]): number => ('effect' in turn ? 1 : 0);
  const difference = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
  turns.sort((a, b) => difference(a.place, b.place) || order(a) - order(b));
  let course: Course<S> = NOTHING;
  return turns.map(({ place, apply }) => {
    course = apply(course);
    return { at: Number.isFinite(place) ? place : null, course };
  });
}

/** A subscription as it is at a moment (epoch milliseconds). */
export function courseAt<S extends SubscriptionSaid>(said: readonly S[], moment: number): Course<S> {
  return courseOf(said).findLast(({ at }) => at === null || at <= moment)?.course ?? NOTHING;
}

/**
 * What lists and figures call a subscription: `at-risk` is paid for, with an announced cancellation. A cancelled trial
 * stays a trial until it ends. Null before anything is known.
 */
export function statusOf({ phase, cancelled }: Course): 'trial' | 'active' | 'paused' | 'at-risk' | 'ended' | null {
  if (phase === 'unknown') return null;
  if (phase === 'trial' || phase === 'ended') return phase;
  if (cancelled !== null) return 'at-risk';
  return phase === 'paid' ? 'active' : 'paused';
}

const MONTHS: Readonly<Record<Interval, number>> = { month: 1, quarter: 3, year: 12 };

/** An amount for each of some months: whole minor units, halves away from zero. */
function aMonth(amount: number, months: number): number {
  const size = Math.abs(amount);
  const rest = size % months;
  const rounded = (size - rest) / months + (rest * 2 >= months ? 1 : 0);
  return amount < 0 ? -rounded : rounded;
}

/**
 * The recurring amount of a month in minor units: a year's by twelve, a quarter's by three. Nothing in a trial and after
 * the end; a pause keeps it; null where nobody said the price.
 */
export function monthlyAmount({ phase, amount, interval }: Course): number | null {
  if (phase !== 'paid' && phase !== 'paused') return 0;
  return amount === null ? null : aMonth(amount, MONTHS[interval]);
}
