import { sql, type KpiReading, type Sql } from '#kernel';
import { partiesJoin, partiesOf } from './contact.js';
import { placed, validAt } from './moments.js';

/**
 * SQL of the orders that were placed, and not called off, as they stood at an instant: `unit` (the customer: the account
 * where it has one, else the contact, else it stands for itself), `contact`, `company`, `order`, `placed_event`, `at` (the
 * instant of its placing; null where nobody knows), `currency`, `net`, `margin` (null where costs are not known).
 */
export function placedOrdersSql(reading: Pick<KpiReading, 'knownAt' | 'zone'>, moment: Sql): Sql {
  return sql`
    SELECT coalesce(o.company, o.contact, o.order) AS unit, o.*
    FROM (
      SELECT s.order, s.placed_event, s.currency, s.net, s.margin,
             ${partiesOf('s')},
             ${placed(sql`s.placed_at`, sql`s.placed_precision`, reading.zone)} AS at
      FROM read.orders_order s
      ${partiesJoin(reading, 's')}
      WHERE ${validAt(reading, 's', moment)} AND s.status = 'placed'
    ) o`;
}
