import { flag, id, oneOf, optional, query, sql, word, type Page, type Sql } from '#kernel';
import { customerNames, withCompany, withContact } from '../reading/customers.js';
import { continueAfter, paged, pageOf, pageSize } from '../reading/paging.js';
import { sortedList, sortingOf, type Sorting } from '../reading/sorted-list.js';
import {
  ofStatus,
  SUBSCRIPTION_MODELS,
  subscriptionColumns,
  subscriptionLine,
  subscriptionsAt,
  type SubscriptionLine,
  type SubscriptionRow,
} from '../reading/subscriptions.js';

const SORTS: Readonly<Record<string, Sorting>> = {
  startedAt: { by: sql`d.started_at`, type: sql`timestamptz`, kind: 'instant?' },
  effectiveAt: { by: sql`d.effective_at`, type: sql`timestamptz`, kind: 'instant?' },
  mrr: { by: sql`d.mrr`, type: sql`bigint`, kind: 'whole?' },
};

/** The list of subscriptions: sorted and filtered by the server, those without the sorted value at the end. */
export const subscriptionList = query('subscriptions', {
  path: 'subscriptions',
  permission: 'billing.read',
  params: {
    /** startedAt, effectiveAt or mrr; a minus before it is descending. */
    sort: optional(word),
    status: optional(oneOf('trial', 'active', 'paused', 'at-risk', 'ended')),
    plan: optional(word),
    /** Those of which a payment failed and was not made since. */
    owing: optional(flag),
    contact: optional(id),
    /** Those of a company, or of nobody but a contact of it. */
    company: optional(id),
    ...paged,
  },
  reads: SUBSCRIPTION_MODELS,
  clocks: true,
  answer: async (asking, params): Promise<Page<SubscriptionLine>> => {
    const sort = params.sort ?? '-startedAt';
    const sorting = sortingOf(sort, SORTS);
    const size = pageSize(params.limit);
    const list = `subscriptions ${sort}`;
    const rowsAt = subscriptionsAt(asking);
    const where: Sql[] = [];
    if (params.status !== undefined) where.push(ofStatus(asking, params.status));
    if (params.plan !== undefined) where.push(sql`d.plan = ${params.plan}`);
    if (params.owing !== undefined) where.push(sql`d.owing = ${params.owing} AND NOT ${ofStatus(asking, 'ended')}`);
    if (params.contact !== undefined) where.push(await withContact(asking, params.contact));
    if (params.company !== undefined) where.push(await withCompany(asking, params.company, rowsAt, 'subscription'));
    const rows = await sortedList<SubscriptionRow>(asking, sorting, {
      from: rowsAt,
      key: sql`d.subscription`,
      where,
      columns: subscriptionColumns,
      joins: customerNames(asking),
      after: continueAfter(list, params.cursor, [sorting.kind, 'id']),
      limit: size + 1,
    });
    return pageOf(
      list,
      rows,
      size,
      (row) => subscriptionLine(row, asking),
      (row) => [row.sorted instanceof Date ? row.sorted.toISOString() : row.sorted, row.subscription],
    );
  },
});
