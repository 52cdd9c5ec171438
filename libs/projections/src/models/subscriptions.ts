import { big, bool, date, facts, label, moment, projection, states, uuid, when, whole } from '#kernel';
import { saidOfSubscription, SUBSCRIPTION_EVENTS } from '#journey';
import { subscriptionHistory } from '../fields/subscription-history.js';

const SAID = {
  subscription: uuid,
  profile: uuid,
  company: uuid,
  /** The event's name without the subscription. */
  says: label,
  plan: label,
  quantity: whole,
  /** The price of an interval, in minor units of the currency's own. */
  amount: big,
  currency: label,
  interval: label,
  /** The day it names: when the next term begins, a pause ends, or a trial does. */
  on_day: date,
  effective_at: moment,
  reason: label,
  voluntary: bool,
} as const;

/** What lists and states have in common. */
const SUBSCRIPTION = {
  /** trial, active, paused, at-risk (paid for, its end is announced) or ended. */
  status: label,
  plan: label,
  quantity: whole,
  interval: label,
  amount: big,
  currency: label,
  /** The recurring amount of a month: none in a trial and after the end, kept in a pause, null without a price. */
  mrr: big,
  renews_on: date,
  resumes_on: date,
  /** A payment failed and was not made since. */
  owing: bool,
  trial_at: moment,
  trial_precision: label,
  trial_event: uuid,
  /** The first time that it was paid for. */
  started_at: moment,
  started_precision: label,
  started_event: uuid,
  resumed_at: moment,
  resumed_precision: label,
  resumed_event: uuid,
  cancelled_at: moment,
  cancelled_precision: label,
  cancelled_event: uuid,
  effective_at: moment,
  ended_at: moment,
  ended_precision: label,
  ended_event: uuid,
  reason: label,
  voluntary: bool,
  profile: uuid,
  company: uuid,
} as const;

/**
 * Subscriptions: what each event said, and what followed from all of it at any moment. `profile` and `company` are nodes:
 * who that is stands in the identity map. A cancellation that takes effect later has a row that begins then, so what is
 * so now is what is valid now, not the last row.
 */
export const subscriptions = projection('subscriptions', 1, {
  facts: {
    said: facts(
      SAID,
      SUBSCRIPTION_EVENTS.map(({ definition, says }) =>
        when(definition, (event) => {
          const { at: _at, precision: _precision, on, effectiveAt, ...said } = saidOfSubscription(says, event);
          const { subscription, profile, company } = event.about as Record<string, string>;
          return { subscription, profile, company, ...said, on_day: on, effective_at: effectiveAt };
        }),
      ),
      ['subscription, position', 'profile', 'company'],
    ),
  },
  states: {
    subscription: states({
      per: ['subscription'],
      from: ['said'],
      columns: SUBSCRIPTION,
      indexes: ['(profile) where believed_until is null', '(company) where believed_until is null'],
      derive: subscriptionHistory,
    }),
  },
  current: {
    /** As it is before an announced cancellation takes effect: `ends_at` says from when on it is over. */
    list: {
      per: 'subscription',
      columns: { ...SUBSCRIPTION, ends_at: moment },
      indexes: [
        'started_at desc, subscription desc',
        'mrr desc, subscription desc',
        'status, started_at desc, subscription desc',
        '(ends_at, subscription) where ends_at is not null',
        '(profile, started_at desc) where profile is not null',
        '(company, started_at desc) where company is not null',
      ],
      sql: `
        SELECT s.subscription, coalesce(before.status, s.status) AS status, s.plan, s.quantity, s.interval, s.amount,
               s.currency, coalesce(before.mrr, s.mrr) AS mrr, s.renews_on, s.resumes_on,
               coalesce(before.owing, s.owing) AS owing, s.trial_at, s.trial_precision, s.trial_event, s.started_at,
               s.started_precision, s.started_event, s.resumed_at, s.resumed_precision, s.resumed_event, s.cancelled_at,
               s.cancelled_precision, s.cancelled_event, s.effective_at, s.ended_at, s.ended_precision, s.ended_event,
               s.reason, s.voluntary, s.profile, s.company,
               CASE WHEN before.subscription IS NOT NULL THEN s.ended_at END AS ends_at
        FROM {subscription} s
        LEFT JOIN {subscription} before ON before.subscription = s.subscription AND before.believed_until IS NULL
          AND before.valid_to = s.valid_from AND s.ended_event = s.cancelled_event
        WHERE s.subscription = ANY ($1::uuid[]) AND s.believed_until IS NULL AND s.valid_to IS NULL`,
    },
  },
});
