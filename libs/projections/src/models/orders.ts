import { big, facts, label, moment, projection, states, uuid, when, whole } from '#kernel';
import { orderCancelled, orderPlaced, orderRefunded } from '#journey';
import { linesOf, lineRows, worth } from '../fields/deal-worth.js';
import { orderHistory } from '../fields/order-history.js';

/** Whose an order is, and which: nodes. */
const ORDER = { order: uuid, profile: uuid, company: uuid } as const;

/** What lists and states have in common; amounts are minor units of the currency's own. */
const TERMS = {
  /** placed or cancelled. */
  status: label,
  /** What the source calls it. */
  number: label,
  amount: big,
  refunded: big,
  /** What is left of the amount: nothing once it was called off. */
  net: big,
  currency: label,
  /** What all of its lines cost the company; null where that is not known of each. */
  cost: big,
  cost_currency: label,
  /** `net` less `cost`, where both are of one currency. */
  margin: big,
  campaign: label,
  placed_at: moment,
  placed_precision: label,
  placed_event: uuid,
  cancelled_at: moment,
  cancelled_precision: label,
  cancelled_event: uuid,
  reason: label,
  profile: uuid,
  company: uuid,
} as const;

/** Orders: what was bought, called off and given back, and what each order came to at any moment. Nothing of it is personal. */
export const orders = projection('orders', 1, {
  facts: {
    placed: facts(
      {
        ...ORDER,
        number: label,
        amount: big,
        currency: label,
        cost: big,
        cost_currency: label,
        campaign: label,
      },
      [
        when(orderPlaced, ({ about, payload }) => {
          const { cost, cost_currency } = linesOf(payload.lines ?? []);
          return {
            order: about.order,
            profile: about.profile,
            company: about.company,
            number: payload.number,
            ...worth(payload.amount),
            cost,
            cost_currency,
            campaign: payload.campaign,
          };
        }),
      ],
      ['"order", position', 'profile', 'company', 'occurred_at'],
    ),
    line: facts(
      { order: uuid, product: label, quantity: whole, amount: big, currency: label, cost: big, cost_currency: label },
      [
        when(orderPlaced, ({ about, payload }) =>
          lineRows(payload.lines ?? []).map((line) => ({ order: about.order, ...line })),
        ),
      ],
      ['"order"', 'product'],
    ),
    refunded: facts(
      { ...ORDER, amount: big, currency: label, reason: label },
      [
        when(orderRefunded, ({ about, payload }) => ({
          order: about.order,
          profile: about.profile,
          company: about.company,
          ...worth(payload.amount),
          reason: payload.reason,
        })),
      ],
      ['"order"', 'occurred_at'],
    ),
    cancelled: facts(
      { ...ORDER, reason: label },
      [
        when(orderCancelled, ({ about, payload }) => ({
          order: about.order,
          profile: about.profile,
          company: about.company,
          reason: payload.reason,
        })),
      ],
      ['"order"'],
    ),
  },
  states: {
    order: states({
      per: ['order'],
      from: ['placed', 'refunded', 'cancelled'],
      columns: TERMS,
      indexes: ['(profile) where believed_until is null', '(company) where believed_until is null'],
      derive: orderHistory,
    }),
  },
  current: {
    list: {
      per: 'order',
      columns: TERMS,
      indexes: [
        'placed_at desc, "order" desc',
        'amount desc, "order" desc',
        'status, placed_at desc, "order" desc',
        '(profile, placed_at desc) where profile is not null',
        '(company, placed_at desc) where company is not null',
      ],
      sql: `
        SELECT o."order", o.status, o.number, o.amount, o.refunded, o.net, o.currency, o.cost, o.cost_currency, o.margin,
               o.campaign, o.placed_at, o.placed_precision, o.placed_event, o.cancelled_at, o.cancelled_precision,
               o.cancelled_event, o.reason, o.profile, o.company
        FROM {order} o
        WHERE o."order" = ANY ($1::uuid[]) AND o.believed_until IS NULL AND o.valid_to IS NULL`,
    },
  },
});
