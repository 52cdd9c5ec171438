import { broken, day, decision, flag, instant, optional, word } from '#kernel';
import { subscriptionCancelled } from '../events/subscriptions/subscription-cancelled.js';
import { subscriptionEnded } from '../events/subscriptions/subscription-ended.js';
import { subscriptionPaused } from '../events/subscriptions/subscription-paused.js';
import { subscriptionResumed } from '../events/subscriptions/subscription-resumed.js';
import { happened, momentOf, surelyBefore } from '../happened.js';
import { namedOnly } from '../named-only.js';
import { areSo, find, findInForce, findPaid, subscription, terms, termsOf } from './subscription.js';

const permission = 'billing.write';

/** Lets what is paid for rest, perhaps until a day. It stays in force. */
export const pauseSubscription = decision(
  subscription,
  'pause',
  { permission, params: { resumesOn: optional(day), ...happened } },
  (state, params, context) => {
    const { course, about, more } = findPaid(state, params, context);
    const { resumesOn } = params;
    if (course.phase === 'paused') return [];
    return [subscriptionPaused.of(about, namedOnly({ resumesOn }), more)];
  },
);

/**
 * Announces the end, from an instant on that may be past: it is over then, whether or not anybody ends it. Cancelling
 * again moves it. Throws `subscription.effective-before-start` for an end before the beginning.
 */
export const cancelSubscription = decision(
  subscription,
  'cancel',
  {
    permission,
    params: { effectiveAt: instant, reason: optional(word), voluntary: optional(flag), ...happened },
  },
  (state, params, context) => {
    const { course, about, more } = findInForce(state, params, context);
    const { effectiveAt, reason, voluntary } = params;
    const began = (course.started ?? course.trial)?.at ?? null;
    if (began !== null && Date.parse(effectiveAt) < began) throw broken('subscription.effective-before-start');
    const before = course.cancelled;
    const same =
      before?.effectiveAt === Date.parse(effectiveAt) &&
      (reason === undefined || reason === before.reason) &&
      (voluntary === undefined || voluntary === before.voluntary);
    return same ? [] : [subscriptionCancelled.of(about, namedOnly({ effectiveAt, reason, voluntary }), more)];
  },
);

/**
 * Says that it is over. With `announced`, only if the cancellation announced for that instant still holds: it ended then,
 * for the reason the cancellation gave. Throws `subscription.effective-before-start` for an end before all that is known.
 */
export const endSubscription = decision(
  subscription,
  'end',
  {
    permission,
    params: { announced: optional(instant), reason: optional(word), voluntary: optional(flag), ...happened },
  },
  (state, params, context) => {
    const { course, about, more } = find(state, params, context);
    const { announced } = params;
    const { cancelled, ended } = course;
    if (ended !== null && ended.by !== cancelled) return [];
    const reason = params.reason ?? cancelled?.reason ?? undefined;
    const voluntary = params.voluntary ?? cancelled?.voluntary ?? undefined;
    const said = namedOnly({ reason, voluntary });
    if (announced !== undefined) {
      if (cancelled?.effectiveAt !== Date.parse(announced)) return [];
      if (Date.parse(context.at) < cancelled.effectiveAt)
        throw broken('subscription.not-over', { effectiveAt: announced });
      return [subscriptionEnded.of(about, said, { when: { precision: 'instant', at: announced } })];
    }
    if (ended !== null) return [];
    const moment = momentOf(namedOnly(params), context.at);
    if (state.said.every((one) => surelyBefore(moment, one))) throw broken('subscription.effective-before-start');
    return [subscriptionEnded.of(about, said, more)];
  },
);

/**
 * Puts what was paused, cancelled or is over in force again, perhaps on other terms. Throws
 * `subscription.not-paused` where it is in force and other terms are named: these are a change.
 */
export const resumeSubscription = decision(
  subscription,
  'resume',
  { permission, params: { ...terms, ...happened } },
  (state, params, context) => {
    const { course, about, more } = find(state, params, context);
    const named = termsOf(params);
    const { phase, cancelled } = course;
    if (phase === 'unknown') throw broken('subscription.not-active', { status: phase });
    if (phase === 'paused' || phase === 'ended' || cancelled !== null)
      return [subscriptionResumed.of(about, named, more)];
    if (areSo(course, named)) return [];
    throw broken('subscription.not-paused');
  },
);
