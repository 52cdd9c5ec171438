import {
  flag,
  id,
  InvalidInput,
  joinSql,
  oneOf,
  open,
  optional,
  query,
  sql,
  text,
  word,
  type Asking,
  type Page,
  type Sql,
} from '#kernel';
import {
  DEAL_MODELS,
  dealColumns,
  dealLine,
  dealNames,
  dealsAt,
  ofCompany,
  ofContact,
  todayOf,
  type DealLine,
  type DealRow,
} from '../reading/deals.js';
import { firstIn } from '../reading/pipelines.js';
import { continueAfter, paged, pageOf, pageSize, type SortKind } from '../reading/paging.js';

interface Order {
  readonly by: Sql;
  readonly type: Sql;
  readonly kind: SortKind;
}

const NAME = sql`lower(left(d.name, 100)) COLLATE "C"`;

/** Sorted columns, each with an index that is walked along. */
const SORTS: Readonly<Record<string, Order>> = {
  openedAt: { by: sql`d.opened_at`, type: sql`timestamptz`, kind: 'instant?' },
  closedAt: { by: sql`d.closed_at`, type: sql`timestamptz`, kind: 'instant?' },
  stageSince: { by: sql`d.stage_since`, type: sql`timestamptz`, kind: 'instant?' },
  closeOn: { by: sql`d.close_on`, type: sql`date`, kind: 'day?' },
  amount: { by: sql`d.amount`, type: sql`bigint`, kind: 'whole?' },
  name: { by: NAME, type: sql`text`, kind: 'text?' },
};

interface Found extends DealRow {
  readonly sorted: string | Date | null;
}

function orderOf(sort: string): Order & { readonly descending: boolean } {
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  if (!Object.hasOwn(SORTS, name))
    throw new InvalidInput('query.sort', [
      {
        where: 'sort',
        what: `${sort} is not known`,
        remedy: `give one of ${Object.keys(SORTS).join(', ')}, with a minus for descending`,
      },
    ]);
  return { ...SORTS[name]!, descending };
}

/**
 * The list of deals: sorted and filtered by the server, those without the sorted value at the end. Of now it is walked
 * along its indexes; of another moment it is read from the history.
 */
export const dealList = query('deals', {
  path: 'deals',
  permission: 'deals.read',
  params: {
    /** openedAt, closedAt, stageSince, closeOn, amount or name; a minus before it is descending. */
    sort: optional(word),
    status: optional(oneOf('open', 'won', 'lost')),
    pipeline: optional(id),
    stage: optional(word),
    owner: optional(id),
    /** Deals that are nobody's. */
    unowned: optional(flag),
    /** Deals a contact takes part in. */
    contact: optional(id),
    /** Deals with a company, or with nobody but a contact of it. */
    company: optional(id),
    /** Open ones that were expected to be closed by now. */
    overdue: optional(flag),
    /** The beginning of a name. */
    search: optional(open(text)),
    ...paged,
  },
  reads: [...DEAL_MODELS, 'pipelines'],
  clocks: true,
  answer: async (asking, params): Promise<Page<DealLine>> => {
    const sort = params.sort ?? '-openedAt';
    const order = orderOf(sort);
    const size = pageSize(params.limit);
    const list = `deals ${sort}`;
    const after = continueAfter(list, params.cursor, [order.kind, 'id']);
    const where: Sql[] = [];
    if (params.status !== undefined) where.push(sql`d.status = ${params.status}`);
    if (params.pipeline !== undefined) where.push(sql`d.pipeline = ${params.pipeline}`);
    if (params.stage !== undefined) where.push(await inStage(asking, params.stage));
    if (params.owner !== undefined) where.push(sql`d.owner = ${params.owner}`);
    if (params.unowned === true) where.push(sql`d.owner IS NULL`);
    if (params.overdue === true) where.push(sql`d.status = 'open' AND d.close_on < ${todayOf(asking)}`);
    if (params.contact !== undefined) where.push(await ofContact(asking, params.contact));
    if (params.company !== undefined) where.push(await ofCompany(asking, params.company));
    const search = params.search?.trim() ?? '';
    if (search !== '') where.push(sql`${NAME} >= lower(${search}) AND ${NAME} < lower(${search}) || chr(1114111)`);
    const rows = await sorted(asking, order, where, after, size + 1);
    return pageOf(list, rows, size, dealLine, (row) => [
      row.sorted instanceof Date ? row.sorted.toISOString() : row.sorted,
      row.deal,
    ]);
  },
});

/** SQL of the condition that a deal is in a stage: deals of which nobody said one are in their pipeline's first. */
async function inStage(asking: Asking, stage: string): Promise<Sql> {
  const first = await firstIn(asking, stage);
  return first.length === 0
    ? sql`d.stage = ${stage}`
    : sql`(d.stage = ${stage} OR (d.stage IS NULL AND d.pipeline = ANY (${first}::uuid[])))`;
}

/** Two walks along one index: those with a value in its order, then those without. */
async function sorted(
  asking: Asking,
  { by, type, descending }: ReturnType<typeof orderOf>,
  where: readonly Sql[],
  after: readonly (string | number | null)[] | null,
  limit: number,
): Promise<readonly Found[]> {
  const way: Sql = { text: descending ? ' DESC' : '', values: [] };
  const than: Sql = { text: descending ? '<' : '>', values: [] };
  const read = (conditions: readonly Sql[], order: Sql, most: number): Promise<readonly Found[]> =>
    asking.rows<Found>(sql`
      SELECT ${dealColumns(asking)}, d.sorted
      FROM (
        SELECT d.*, ${by}${type.text === 'date' ? sql`::text` : sql``} AS sorted, row_number() OVER (ORDER BY ${order}) AS place
        FROM ${dealsAt(asking)} d WHERE ${joinSql(conditions, ' AND ')}
        ORDER BY ${order} LIMIT ${most}
      ) d ${dealNames(asking)}
      ORDER BY d.place`);
  const valued =
    after === null ? sql`${by} IS NOT NULL` : sql`(${by}, d.deal) ${than} (${after[0]}::${type}, ${after[1]}::uuid)`;
  const rows =
    after === null || after[0] !== null ? await read([valued, ...where], sql`${by}${way}, d.deal${way}`, limit) : [];
  if (rows.length >= limit) return rows;
  const unvalued = [sql`${by} IS NULL`, ...where];
  if (after !== null && after[0] === null) unvalued.push(sql`d.deal ${than} ${after[1]}::uuid`);
  return [...rows, ...(await read(unvalued, sql`d.deal${way}`, limit - rows.length))];
}
