import type { AnyEventDefinition, EventView } from '#kernel';
import { subscriptionCancelled } from './events/subscriptions/subscription-cancelled.js';
import { subscriptionChanged } from './events/subscriptions/subscription-changed.js';
import { subscriptionEnded } from './events/subscriptions/subscription-ended.js';
import { subscriptionPaused } from './events/subscriptions/subscription-paused.js';
import { subscriptionPaymentFailed } from './events/subscriptions/subscription-payment-failed.js';
import { subscriptionPaymentRecovered } from './events/subscriptions/subscription-payment-recovered.js';
import { subscriptionRenewed } from './events/subscriptions/subscription-renewed.js';
import { subscriptionResumed } from './events/subscriptions/subscription-resumed.js';
import { subscriptionStarted } from './events/subscriptions/subscription-started.js';
import { subscriptionTrialStarted } from './events/subscriptions/subscription-trial-started.js';
import { inMinorUnits, type Money } from './money.js';
import type { Interval, SubscriptionSaid, SubscriptionWord } from './subscription-course.js';

/** The events of a subscription with the word each says. */
export const SUBSCRIPTION_EVENTS: readonly {
  readonly definition: AnyEventDefinition;
  readonly says: SubscriptionWord;
}[] = [
  { definition: subscriptionTrialStarted, says: 'trial-started' },
  { definition: subscriptionStarted, says: 'started' },
  { definition: subscriptionChanged, says: 'changed' },
  { definition: subscriptionRenewed, says: 'renewed' },
  { definition: subscriptionPaymentFailed, says: 'payment-failed' },
  { definition: subscriptionPaymentRecovered, says: 'payment-recovered' },
  { definition: subscriptionPaused, says: 'paused' },
  { definition: subscriptionCancelled, says: 'cancelled' },
  { definition: subscriptionEnded, says: 'ended' },
  { definition: subscriptionResumed, says: 'resumed' },
];

/** What the payloads of a subscription's events have in common: nothing of it is personal. */
interface Payload {
  readonly plan?: string;
  readonly quantity?: number;
  readonly price?: Money;
  readonly interval?: Interval;
  readonly renewsOn?: string;
  readonly resumesOn?: string;
  readonly endsOn?: string;
  readonly effectiveAt?: string;
  readonly reason?: string;
  readonly voluntary?: boolean;
}

/** What an event says of a subscription, for its course and for the facts of the read model. */
export function saidOfSubscription(
  says: SubscriptionWord,
  { occurredAt, precision, payload }: Pick<EventView, 'occurredAt' | 'precision' | 'payload'>,
): SubscriptionSaid {
  const { plan, quantity, price, interval, renewsOn, resumesOn, endsOn, effectiveAt, reason, voluntary } =
    payload as Payload;
  return {
    says,
    at: occurredAt,
    precision,
    plan: plan ?? null,
    quantity: quantity ?? null,
    amount: price === undefined ? null : inMinorUnits(price),
    currency: price?.currency ?? null,
    interval: interval ?? null,
    on: renewsOn ?? resumesOn ?? endsOn ?? null,
    effectiveAt: effectiveAt === undefined ? null : Date.parse(effectiveAt),
    reason: reason ?? null,
    voluntary: voluntary ?? null,
  };
}
