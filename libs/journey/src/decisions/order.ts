import { broken, decider, decision, evolves, list, optional, word } from '#kernel';
import { customerAfter, customerOf, namedCustomer, type Customer } from '../customer.js';
import { orderCancelled } from '../events/orders/order-cancelled.js';
import { orderPlaced } from '../events/orders/order-placed.js';
import { orderRefunded } from '../events/orders/order-refunded.js';
import { happened, whenOf } from '../happened.js';
import { checkAmount, inMinorUnits } from '../money.js';
import { namedOnly } from '../named-only.js';
import { line, money } from '../vocabulary.js';

/** An order: whose it is, what it costs, and what of that was given back; history may bring a refund before what it is of. */
export interface OrderState {
  readonly customer: Customer;
  /** Minor units of the currency's own. */
  readonly placed: { readonly amount: number; readonly currency: string } | null;
  readonly cancelled: boolean;
  readonly refunded: number;
}

export const order = decider<OrderState>(
  'order',
  { customer: {}, placed: null, cancelled: false, refunded: 0 },
  evolves(orderPlaced, (state, { about, payload }) => ({
    ...state,
    customer: customerAfter(state.customer, about),
    placed: state.placed ?? { amount: inMinorUnits(payload.amount), currency: payload.amount.currency },
  })),
  evolves(orderCancelled, (state) => ({ ...state, cancelled: true })),
  evolves(orderRefunded, (state, { payload }) => ({
    ...state,
    refunded: state.refunded + inMinorUnits(payload.amount),
  })),
);

const permission = 'billing.write';

/** Says that somebody bought something: a contact, a company or both. */
export const placeOrder = decision(
  order,
  'place',
  {
    permission,
    params: {
      ...namedCustomer,
      number: optional(word),
      amount: money,
      lines: optional(list(line)),
      campaign: optional(word),
      ...happened,
    },
  },
  (state, params, { id, at }) => {
    const { number, amount, lines, campaign } = params;
    const more = whenOf('order', namedOnly({ at: params.at, on: params.on }), at);
    if (state.placed !== null) {
      if (!state.cancelled && state.placed.amount === inMinorUnits(amount) && state.placed.currency === amount.currency)
        return [];
      throw broken('order.already-placed');
    }
    checkAmount('order', amount);
    const other = lines
      ?.flatMap((one) => [one.amount, one.cost])
      .find((one) => one && one.currency !== amount.currency);
    if (other) throw broken('order.other-currency', { currency: amount.currency });
    const about = { order: id, ...customerOf('order', params) };
    return [orderPlaced.of(about, namedOnly({ number, amount, lines, campaign }), more)];
  },
);

/** What was placed and not called off; throws `order.unknown` and `order.cancelled`. */
function find({ customer, placed, cancelled, refunded }: OrderState, id: string) {
  if (placed === null) throw broken('order.unknown');
  if (cancelled) throw broken('order.cancelled');
  return { about: { order: id, ...customer }, placed, left: placed.amount - refunded };
}

/** Calls an order off, all of it. */
export const cancelOrder = decision(
  order,
  'cancel',
  { permission, params: { reason: optional(word), ...happened } },
  (state, { reason, ...told }, { id, at }) => {
    if (state.placed !== null && state.cancelled) return [];
    const { about } = find(state, id);
    return [orderCancelled.of(about, namedOnly({ reason }), whenOf('order', told, at))];
  },
);

/** Gives back a part of what an order cost, or all of it: together never more. Each refund is one of its own. */
export const refundOrder = decision(
  order,
  'refund',
  { permission, params: { amount: money, reason: optional(word), ...happened } },
  (state, { amount, reason, ...told }, { id, at }) => {
    const { about, placed, left } = find(state, id);
    if (amount.currency !== placed.currency) throw broken('order.other-currency', { currency: placed.currency });
    if (amount.amount <= 0) throw broken('order.amount-not-positive');
    if (inMinorUnits(amount) > left) throw broken('order.refund-too-much', { left });
    return [orderRefunded.of(about, namedOnly({ amount, reason }), whenOf('order', told, at))];
  },
);
