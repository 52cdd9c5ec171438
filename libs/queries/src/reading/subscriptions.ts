import { sql, type Asking, type Sql } from '#kernel';
import { CUSTOMER_MODELS, customerColumns, withWhom, type CustomerRow, type WithWhom } from './customers.js';
import { asksNow } from './deals.js';
import { held, iso, whole } from './moments.js';

export type SubscriptionStatus = 'trial' | 'active' | 'paused' | 'at-risk' | 'ended';

/** One subscription, as lists show it. Amounts are minor units of the currency's own. */
export interface SubscriptionLine extends WithWhom {
  readonly subscription: string;
  /** `at-risk` is in force with an announced end. */
  readonly status: SubscriptionStatus;
  readonly plan: string | null;
  readonly quantity: number | null;
  readonly interval: string;
  /** The price of an interval. */
  readonly amount: number | null;
  readonly currency: string | null;
  /** The recurring amount of a month; null where nobody knows the price. */
  readonly mrr: number | null;
  readonly renewsOn: string | null;
  readonly resumesOn: string | null;
  readonly owing: boolean;
  readonly trialAt: string | null;
  readonly startedAt: string | null;
  readonly startedPrecision: string | null;
  readonly resumedAt: string | null;
  readonly cancelledAt: string | null;
  readonly effectiveAt: string | null;
  readonly endedAt: string | null;
  readonly endedPrecision: string | null;
  readonly reason: string | null;
  readonly voluntary: boolean | null;
}

/** A subscription's row of the state or the list. */
export interface SubscriptionRow extends CustomerRow {
  readonly subscription: string;
  readonly status: SubscriptionStatus;
  readonly plan: string | null;
  readonly quantity: number | null;
  readonly interval: string;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly mrr: string | null;
  readonly renews_on: string | null;
  readonly resumes_on: string | null;
  readonly owing: boolean;
  readonly trial_at: Date | null;
  readonly started_at: Date | null;
  readonly started_precision: string | null;
  readonly resumed_at: Date | null;
  readonly cancelled_at: Date | null;
  readonly effective_at: Date | null;
  readonly ended_at: Date | null;
  readonly ended_precision: string | null;
  readonly ends_at: Date | null;
  readonly reason: string | null;
  readonly voluntary: boolean | null;
}

/** The read models that are asked. */
export const SUBSCRIPTION_MODELS = [...CUSTOMER_MODELS, 'subscriptions'] as const;

/** SQL of the subscriptions at the asked moment, to stand in a FROM: the list where it is now, the state else. */
export function subscriptionsAt(asking: Asking): Sql {
  return asksNow(asking)
    ? sql`read.subscriptions_list`
    : sql`(SELECT s.*, NULL::timestamptz AS ends_at FROM read.subscriptions_subscription s WHERE ${held(asking, 's')})`;
}

/** SQL of the condition that a row `d` of `subscriptionsAt` has a status: the list is as it is before an announced end. */
export function ofStatus({ now }: Pick<Asking, 'now'>, status: SubscriptionStatus): Sql {
  return status === 'ended'
    ? sql`(d.status = 'ended' OR d.ends_at <= ${now})`
    : sql`(d.status = ${status} AND (d.ends_at IS NULL OR d.ends_at > ${now}))`;
}

/** SQL of a subscription's line from a row `d`. */
export const subscriptionColumns: Sql = sql`
  d.subscription, d.status, d.plan, d.quantity, d.interval, d.amount, d.currency, d.mrr, d.renews_on::text AS renews_on,
  d.resumes_on::text AS resumes_on, d.owing, d.trial_at, d.started_at, d.started_precision, d.resumed_at, d.cancelled_at,
  d.effective_at, d.ended_at, d.ended_precision, d.ends_at, d.reason, d.voluntary, ${customerColumns}`;

/** A subscription's row as answers say it: over, where its announced end has come. */
export function subscriptionLine(row: SubscriptionRow, { now }: Pick<Asking, 'now'>): SubscriptionLine {
  const over = row.ends_at === null ? row.status === 'ended' : row.ends_at <= now;
  return {
    subscription: row.subscription,
    status: over ? 'ended' : row.status,
    plan: row.plan,
    quantity: row.quantity,
    interval: row.interval,
    amount: row.amount === null ? null : whole(row.amount),
    currency: row.currency,
    mrr: over ? 0 : row.mrr === null ? null : whole(row.mrr),
    renewsOn: row.renews_on,
    resumesOn: row.resumes_on,
    owing: !over && row.owing,
    trialAt: iso(row.trial_at),
    startedAt: iso(row.started_at),
    startedPrecision: row.started_precision,
    resumedAt: iso(row.resumed_at),
    cancelledAt: iso(row.cancelled_at),
    effectiveAt: iso(row.effective_at),
    endedAt: over ? iso(row.ended_at) : null,
    endedPrecision: over ? row.ended_precision : null,
    reason: row.reason,
    voluntary: row.voluntary,
    ...withWhom(row),
  };
}
