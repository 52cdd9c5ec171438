import {
  broken,
  day,
  decider,
  decision,
  evolves,
  oneOf,
  optional,
  wholeNumber,
  word,
  type AnyEventDefinition,
  type DecisionContext,
  type EventView,
  type When,
} from '#kernel';
import { customerAfter, customerOf, namedCustomer, type Customer } from '../customer.js';
import { subscriptionChanged } from '../events/subscriptions/subscription-changed.js';
import { subscriptionPaymentFailed } from '../events/subscriptions/subscription-payment-failed.js';
import { subscriptionPaymentRecovered } from '../events/subscriptions/subscription-payment-recovered.js';
import { subscriptionRenewed } from '../events/subscriptions/subscription-renewed.js';
import { subscriptionStarted } from '../events/subscriptions/subscription-started.js';
import { subscriptionTrialStarted } from '../events/subscriptions/subscription-trial-started.js';
import { happened, momentOf, whenOf } from '../happened.js';
import { checkAmount, inMinorUnits, type Money } from '../money.js';
import { namedOnly } from '../named-only.js';
import { courseAt, type Course, type SubscriptionSaid } from '../subscription-course.js';
import { saidOfSubscription, SUBSCRIPTION_EVENTS } from '../subscription-said.js';
import { money } from '../vocabulary.js';

/** A subscription: whose it is, and all that was said about it, in whatever order. `courseAt` makes it what it is at a moment. */
export interface SubscriptionState {
  readonly customer: Customer;
  readonly said: readonly SubscriptionSaid[];
}

export const subscription = decider<SubscriptionState>(
  'subscription',
  { customer: {}, said: [] },
  ...SUBSCRIPTION_EVENTS.map(({ definition, says }) =>
    evolves<SubscriptionState, AnyEventDefinition>(definition, (state, event) => ({
      customer: customerAfter(state.customer, event.about),
      said: [...state.said, saidOfSubscription(says, event as EventView)],
    })),
  ),
);

/** The terms a command may name. */
export const terms = {
  plan: optional(word),
  quantity: optional(wholeNumber),
  price: optional(money),
  interval: optional(oneOf('month', 'quarter', 'year')),
} as const;

interface Terms {
  readonly plan?: string | undefined;
  readonly quantity?: number | undefined;
  readonly price?: Money | undefined;
  readonly interval?: 'month' | 'quarter' | 'year' | undefined;
}

/** The terms a command names; throws `subscription.quantity-unfit`, and what `checkAmount` does. */
export function termsOf({ plan, quantity, price, interval }: Terms) {
  if (quantity !== undefined && quantity < 1) throw broken('subscription.quantity-unfit');
  checkAmount('subscription', price);
  return namedOnly({ plan, quantity, price, interval });
}

/** Whether terms say nothing that is not so already. */
export function areSo(course: Course, { plan, quantity, price, interval }: Terms): boolean {
  return (
    (plan === undefined || plan === course.plan) &&
    (quantity === undefined || quantity === course.quantity) &&
    (price === undefined || (inMinorUnits(price) === course.amount && price.currency === course.currency)) &&
    (interval === undefined || interval === course.interval)
  );
}

/** A subscription as a command finds it at the moment it is about, and what the events of it concern. */
interface Found {
  readonly course: Course;
  readonly more: { readonly when?: When };
  readonly about: Customer & { readonly subscription: string };
}

interface Told {
  readonly at?: string | undefined;
  readonly on?: string | undefined;
}
type Asked = [state: SubscriptionState, told: Told, context: DecisionContext];

const DAY_MS = 86_400_000;

/** When a command says something was, and the course of what it is about at that moment: a day is after all that was known of it. */
function foundAt(said: readonly SubscriptionSaid[], told: Told, now: string) {
  const more = whenOf('subscription', namedOnly(told), now);
  const { at, precision } = momentOf(namedOnly(told), now);
  return { more, course: courseAt(said, precision === 'day' ? at! + DAY_MS - 1 : at!) };
}

/** Throws `subscription.unknown` where nobody said anything yet. */
export function find(...[{ customer, said }, told, { id, at }]: Asked): Found {
  if (said.length === 0) throw broken('subscription.unknown');
  return { ...foundAt(said, told, at), about: { subscription: id, ...customer } };
}

/** What is in force, paid for or tried; throws what `find` does, and `subscription.not-active`. */
export function findInForce(...asked: Asked): Found {
  const found = find(...asked);
  const { phase } = found.course;
  if (phase === 'unknown' || phase === 'ended') throw broken('subscription.not-active', { status: phase });
  return found;
}

/** What is paid for; throws what `findInForce` does, and `subscription.in-trial`. */
export function findPaid(...asked: Asked): Found {
  const found = findInForce(...asked);
  if (found.course.phase === 'trial') throw broken('subscription.in-trial');
  return found;
}

const permission = 'billing.write';

/** Begins a trial, for a contact, a company or both. */
export const startTrial = decision(
  subscription,
  'start-trial',
  { permission, params: { ...namedCustomer, plan: word, endsOn: optional(day), ...happened } },
  ({ said }, params, { id, at }) => {
    const { plan, endsOn } = params;
    const { more, course } = foundAt(said, params, at);
    if (said.length > 0) {
      if (course.phase === 'trial' && course.cancelled === null && course.plan === plan) return [];
      throw broken('subscription.already-started');
    }
    const about = { subscription: id, ...customerOf('subscription', params) };
    return [subscriptionTrialStarted.of(about, namedOnly({ plan, endsOn }), more)];
  },
);

/**
 * Begins a subscription that is paid for, out of nothing or of a trial, over or not: then the customer need not be named
 * again. What was paid for once is changed or resumed, not started again.
 */
export const startSubscription = decision(
  subscription,
  'start',
  { permission, params: { ...namedCustomer, ...terms, plan: word, renewsOn: optional(day), ...happened } },
  ({ customer, said }, params, { id, at }) => {
    const { plan, renewsOn } = params;
    const { more, course } = foundAt(said, params, at);
    const named = { ...termsOf(params), plan };
    const tried = course.trial !== null && said.every(({ says }) => says !== 'started');
    if (said.length > 0 && !tried) {
      if (course.phase === 'paid' && course.cancelled === null && areSo(course, named)) return [];
      throw broken('subscription.already-started');
    }
    const unnamed = params.contact === undefined && params.company === undefined;
    const whose = tried && unnamed ? customer : customerOf('subscription', params);
    return [subscriptionStarted.of({ subscription: id, ...whose }, namedOnly({ ...named, renewsOn }), more)];
  },
);

/** Changes the terms of what is paid for; what is not named stays. */
export const changeSubscription = decision(
  subscription,
  'change',
  { permission, params: { ...terms, ...happened } },
  (state, params, context) => {
    const { course, about, more } = findPaid(state, params, context);
    const named = termsOf(params);
    return areSo(course, named) ? [] : [subscriptionChanged.of(about, named, more)];
  },
);

/** Says that another term begins; throws `subscription.cancelled` where its end is announced. */
export const renewSubscription = decision(
  subscription,
  'renew',
  { permission, params: { renewsOn: optional(day), ...happened } },
  (state, params, context) => {
    const { course, about, more } = findPaid(state, params, context);
    const { renewsOn } = params;
    if (course.cancelled !== null) throw broken('subscription.cancelled');
    if (renewsOn !== undefined && renewsOn === course.renewsOn) return [];
    return [subscriptionRenewed.of(about, namedOnly({ renewsOn }), more)];
  },
);

/** Says that a payment failed: each time it does is news. */
export const failPayment = decision(
  subscription,
  'fail-payment',
  { permission, params: { amount: optional(money), reason: optional(word), ...happened } },
  (state, params, context) => {
    const { about, more } = findPaid(state, params, context);
    return [subscriptionPaymentFailed.of(about, namedOnly({ amount: params.amount, reason: params.reason }), more)];
  },
);

/** Says that what had failed is paid; where nothing is owed that is no news. */
export const recoverPayment = decision(
  subscription,
  'recover-payment',
  { permission, params: { amount: optional(money), ...happened } },
  (state, params, context) => {
    const { course, about, more } = findPaid(state, params, context);
    return course.owing ? [subscriptionPaymentRecovered.of(about, namedOnly({ amount: params.amount }), more)] : [];
  },
);
