import type { Fact, Valid } from '#kernel';
import { courseOf, monthlyAmount, statusOf, type Course, type SubscriptionSaid } from '#journey';
import { heldFrom } from './thing-history.js';

type Said = SubscriptionSaid & { readonly event: string };

/** A fact of what an event said of a subscription, as its course reads it. */
function saidBy(fact: Fact): Said {
  return {
    says: fact['says'] as SubscriptionSaid['says'],
    at: fact.occurred_at,
    precision: fact['precision'] as SubscriptionSaid['precision'],
    plan: fact['plan'] as string | null,
    quantity: fact['quantity'] as number | null,
    amount: fact['amount'] as number | null,
    currency: fact['currency'] as string | null,
    interval: fact['interval'] as SubscriptionSaid['interval'] & {},
    on: fact['on_day'] as string | null,
    effectiveAt: fact['effective_at'] as number | null,
    reason: fact['reason'] as string | null,
    voluntary: fact['voluntary'] as boolean | null,
    event: fact.event_id,
  };
}

/** The columns of when something was said to have been, by which event; an end by cancellation is to the instant. */
function moment(name: string, said: Said | null, at: number | null | undefined = said?.at) {
  return {
    [`${name}_at`]: at ?? null,
    [`${name}_precision`]: said === null ? null : at === said.at ? said.precision : 'instant',
    [`${name}_event`]: said?.event ?? null,
  };
}

/** A subscription's row at a step of its course. */
function row(course: Course<Said>): Readonly<Record<string, unknown>> | null {
  const status = statusOf(course);
  if (status === null) return null;
  const { ended, cancelled } = course;
  return {
    status,
    plan: course.plan,
    quantity: course.quantity,
    interval: course.interval,
    amount: course.amount,
    currency: course.currency,
    mrr: monthlyAmount(course),
    renews_on: course.renewsOn,
    resumes_on: course.resumesOn,
    owing: course.owing,
    ...moment('trial', course.trial),
    ...moment('started', course.started),
    ...moment('resumed', course.resumed),
    ...moment('cancelled', cancelled),
    effective_at: cancelled?.effectiveAt ?? null,
    ...moment('ended', ended?.by ?? null, ended?.at),
    reason: ended?.by.reason ?? cancelled?.reason ?? null,
    voluntary: ended?.by.voluntary ?? cancelled?.voluntary ?? null,
  };
}

/** Whose a subscription is: who was named last, in the order of recording; null where nobody was. */
function customer(believed: readonly Fact[]) {
  const last = (column: string): unknown => believed.findLast((fact) => fact[column] !== null)?.[column] ?? null;
  return { profile: last('profile'), company: last('company') };
}

/**
 * A subscription at any moment, from what was said about it: `courseOf` says how. It is over from when an announced
 * cancellation takes effect, so its last row may begin in the future.
 */
export function subscriptionHistory(believed: readonly Fact[]): Valid[] {
  const whose = customer(believed);
  return heldFrom(
    courseOf(believed.map(saidBy)).map(({ at, course }) => {
      const values = row(course);
      return { since: at, values: values === null ? null : { ...values, ...whose } };
    }),
  );
}
