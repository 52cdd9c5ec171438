import { id, oneOf, optional, query, sql, word, type Page, type Sql } from '#kernel';
import { customerNames, withCompany, withContact } from '../reading/customers.js';
import { ORDER_MODELS, orderColumns, orderLine, ordersAt, type OrderLine, type OrderRow } from '../reading/orders.js';
import { continueAfter, paged, pageOf, pageSize } from '../reading/paging.js';
import { happenedIn } from '../reading/period.js';
import { sortedList, sortingOf, type Sorting } from '../reading/sorted-list.js';

const SORTS: Readonly<Record<string, Sorting>> = {
  placedAt: { by: sql`d.placed_at`, type: sql`timestamptz`, kind: 'instant?' },
  amount: { by: sql`d.amount`, type: sql`bigint`, kind: 'whole?' },
};

/** The list of orders: sorted and filtered by the server, those without the sorted value at the end. */
export const orderList = query('orders', {
  path: 'orders',
  permission: 'billing.read',
  params: {
    /** placedAt or amount; a minus before it is descending. */
    sort: optional(word),
    status: optional(oneOf('placed', 'cancelled')),
    contact: optional(id),
    /** Those of a company, or of nobody but a contact of it. */
    company: optional(id),
    /** Placed from here on: an instant, or a day of the workspace. */
    from: optional(word),
    /** Placed before; not before `from`. */
    to: optional(word),
    ...paged,
  },
  reads: ORDER_MODELS,
  clocks: true,
  answer: async (asking, params): Promise<Page<OrderLine>> => {
    const sort = params.sort ?? '-placedAt';
    const sorting = sortingOf(sort, SORTS);
    const size = pageSize(params.limit);
    const list = `orders ${sort}`;
    const rowsAt = ordersAt(asking);
    const where: Sql[] = [];
    if (params.status !== undefined) where.push(sql`d.status = ${params.status}`);
    if (params.contact !== undefined) where.push(await withContact(asking, params.contact));
    if (params.company !== undefined) where.push(await withCompany(asking, params.company, rowsAt, 'order'));
    where.push(...happenedIn(sql`d.placed_at`, sql`d.placed_precision`, params, asking.zone));
    const rows = await sortedList<OrderRow>(asking, sorting, {
      from: rowsAt,
      key: sql`d."order"`,
      where,
      columns: orderColumns,
      joins: customerNames(asking),
      after: continueAfter(list, params.cursor, [sorting.kind, 'id']),
      limit: size + 1,
    });
    return pageOf(list, rows, size, orderLine, (row) => [
      row.sorted instanceof Date ? row.sorted.toISOString() : row.sorted,
      row.order,
    ]);
  },
});
