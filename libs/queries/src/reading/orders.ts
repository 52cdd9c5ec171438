import { sql, type Asking, type Sql } from '#kernel';
import { CUSTOMER_MODELS, customerColumns, withWhom, type CustomerRow, type WithWhom } from './customers.js';
import { asksNow } from './deals.js';
import { held, iso, whole } from './moments.js';

/** One order, as lists show it. Amounts are minor units of the currency's own. */
export interface OrderLine extends WithWhom {
  readonly order: string;
  readonly status: 'placed' | 'cancelled';
  /** What the source calls it. */
  readonly number: string | null;
  readonly amount: number;
  readonly refunded: number;
  /** What is left of the amount: nothing once it was called off. */
  readonly net: number;
  readonly currency: string;
  readonly cost: number | null;
  readonly margin: number | null;
  readonly campaign: string | null;
  readonly placedAt: string | null;
  readonly placedPrecision: string;
  readonly cancelledAt: string | null;
  readonly reason: string | null;
}

/** An order's row of the state or the list. */
export interface OrderRow extends CustomerRow {
  readonly order: string;
  readonly status: OrderLine['status'];
  readonly number: string | null;
  readonly amount: string;
  readonly refunded: string;
  readonly net: string;
  readonly currency: string;
  readonly cost: string | null;
  readonly margin: string | null;
  readonly campaign: string | null;
  readonly placed_at: Date | null;
  readonly placed_precision: string;
  readonly cancelled_at: Date | null;
  readonly reason: string | null;
}

/** The read models that are asked. */
export const ORDER_MODELS = [...CUSTOMER_MODELS, 'orders'] as const;

/** SQL of the orders at the asked moment, to stand in a FROM: the list where it is now, the state else. */
export function ordersAt(asking: Asking): Sql {
  return asksNow(asking)
    ? sql`read.orders_list`
    : sql`(SELECT o.* FROM read.orders_order o WHERE ${held(asking, 'o')})`;
}

/** SQL of an order's line from a row `d`. */
export const orderColumns: Sql = sql`
  d."order", d.status, d.number, d.amount, d.refunded, d.net, d.currency, d.cost, d.margin, d.campaign, d.placed_at,
  d.placed_precision, d.cancelled_at, d.reason, ${customerColumns}`;

/** An order's row as answers say it. */
export function orderLine(row: OrderRow): OrderLine {
  return {
    order: row.order,
    status: row.status,
    number: row.number,
    amount: whole(row.amount),
    refunded: whole(row.refunded),
    net: whole(row.net),
    currency: row.currency,
    cost: row.cost === null ? null : whole(row.cost),
    margin: row.margin === null ? null : whole(row.margin),
    campaign: row.campaign,
    placedAt: iso(row.placed_at),
    placedPrecision: row.placed_precision,
    cancelledAt: iso(row.cancelled_at),
    reason: row.reason,
    ...withWhom(row),
  };
}
