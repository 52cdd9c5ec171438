import type { Fact, Valid } from '#kernel';
import { heldFrom, thingHistory } from './thing-history.js';

/** What is known of an order, as its row's columns. */
interface Known {
  readonly placed: Fact | null;
  readonly cancelled: Fact | null;
  readonly refunded: number;
}

/** What is left of an order's amount when what its lines cost is taken off; null where that is not known in its currency. */
function marginOf(placed: Fact, net: number): number | null {
  const cost = placed['cost'] as number | null;
  return cost === null || placed['cost_currency'] !== placed['currency'] ? null : net - cost;
}

function row({ placed, cancelled, refunded }: Known): Readonly<Record<string, unknown>> | null {
  if (placed === null) return null;
  const amount = placed['amount'] as number;
  const net = cancelled === null ? amount - refunded : 0;
  return {
    status: cancelled === null ? 'placed' : 'cancelled',
    number: placed['number'],
    amount,
    refunded,
    net,
    currency: placed['currency'],
    cost: placed['cost'],
    cost_currency: placed['cost_currency'],
    margin: cancelled === null ? marginOf(placed, net) : 0,
    campaign: placed['campaign'],
    placed_at: placed.occurred_at,
    placed_precision: placed['precision'],
    placed_event: placed.event_id,
    cancelled_at: cancelled?.occurred_at ?? null,
    cancelled_precision: cancelled?.['precision'] ?? null,
    cancelled_event: cancelled?.event_id ?? null,
    reason: cancelled?.['reason'] ?? null,
    profile: placed['profile'],
    company: placed['company'],
  };
}

/**
 * An order at any moment: as it was placed first, less what was given back, nothing once it was called off. Refunds in
 * another currency than its own are not taken off.
 */
export function orderHistory(believed: readonly Fact[]): Valid[] {
  let known: Known = { placed: null, cancelled: null, refunded: 0 };
  const currency = believed.find((fact) => fact.table === 'placed')?.['currency'];
  return heldFrom(
    thingHistory(believed, (fact) => fact.table === 'placed').map(({ fact, since }) => {
      if (fact.table === 'placed') known = { ...known, placed: known.placed ?? fact };
      else if (fact.table === 'cancelled') known = { ...known, cancelled: known.cancelled ?? fact };
      else if (fact['currency'] === currency)
        known = { ...known, refunded: known.refunded + (fact['amount'] as number) };
      return { since, values: row(known) };
    }),
  );
}
