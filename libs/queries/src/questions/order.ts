import { id, query, sql, type Asking } from '#kernel';
import { believed } from '../reading/contact.js';
import { customerNames } from '../reading/customers.js';
import { historyOf, type DealEvent, type Placed } from '../reading/deal-history.js';
import { held, whole } from '../reading/moments.js';
import { ORDER_MODELS, orderColumns, orderLine, type OrderLine, type OrderRow } from '../reading/orders.js';
import type { DealProduct } from './deal.js';

/** An order, whole. */
export interface OrderRecord extends OrderLine {
  readonly lines: readonly DealProduct[];
  readonly history: readonly DealEvent[];
  /** Of its stream, as far as the answer holds it: commands may name it as `If-Match`. */
  readonly revision: number | null;
}

const MOST = 500;

/** Everything that is known about one order. */
export const orderRecord = query('order', {
  path: 'orders/:order',
  permission: 'billing.read',
  params: { order: id },
  reads: [...ORDER_MODELS, 'staff'],
  clocks: true,
  answer: async (asking, { order }): Promise<OrderRecord | null> => {
    const [[row], lines, facts] = await Promise.all([
      asking.byKey<OrderRow>(sql`
        SELECT ${orderColumns} FROM read.orders_order d ${customerNames(asking)}
        WHERE d."order" = ${order} AND ${held(asking, 'd')}`),
      linesOf(asking, order),
      asking.byKey<Placed>(sql`
        SELECT said.position, said.occurred_at
        FROM (
          SELECT p.position, p.occurred_at FROM read.orders_placed p WHERE p."order" = ${order} AND ${believed(asking, 'p')}
          UNION ALL
          SELECT r.position, r.occurred_at FROM read.orders_refunded r WHERE r."order" = ${order} AND ${believed(asking, 'r')}
          UNION ALL
          SELECT c.position, c.occurred_at FROM read.orders_cancelled c WHERE c."order" = ${order} AND ${believed(asking, 'c')}
        ) said
        ORDER BY said.position DESC LIMIT ${MOST}`),
    ]);
    if (row === undefined) return null;
    const { events, revision } = await historyOf(asking, facts, `order-${order}`);
    return { ...orderLine(row), lines, history: events, revision };
  },
});

/** What was bought, of the event that the order is placed by. */
async function linesOf(asking: Asking, order: string): Promise<readonly DealProduct[]> {
  const rows = await asking.byKey<{
    product: string;
    quantity: number;
    amount: string | null;
    currency: string | null;
    cost: string | null;
    cost_currency: string | null;
  }>(sql`
    SELECT l.product, l.quantity, l.amount, l.currency, l.cost, l.cost_currency
    FROM read.orders_line l
    JOIN read.orders_order o ON o."order" = l."order" AND o.placed_event = l.event_id AND ${held(asking, 'o')}
    WHERE l."order" = ${order} AND ${believed(asking, 'l')}
    ORDER BY l.n`);
  return rows.map((row) => ({
    product: row.product,
    quantity: row.quantity,
    amount: row.amount === null ? null : whole(row.amount),
    currency: row.currency,
    cost: row.cost === null ? null : whole(row.cost),
    costCurrency: row.cost_currency,
  }));
}
