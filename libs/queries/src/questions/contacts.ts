import {
  flag,
  id,
  InvalidInput,
  joinSql,
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
import { companyOf } from '../reading/company.js';
import { iso, whole } from '../reading/moments.js';
import { continueAfter, paged, pageOf, pageSize, type SortKind } from '../reading/paging.js';
import { leavesOut, matching } from '../reading/search.js';
import { stageOfTouched, stagesKnown } from '../reading/stages.js';
import { namesOf, NAMES_READ, type Called } from '../reading/who.js';

/** One line of the list of contacts. */
export interface ContactLine {
  readonly contact: string;
  /** As stated; where there is neither name nor email, the strongest identifier. */
  readonly name: string | null;
  readonly email: string | null;
  /** As stated, else the domain of an address. */
  readonly company: string | null;
  /** The company it belongs to. */
  readonly companyId: string | null;
  readonly touches: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly firstChannel: string | null;
  readonly firstCampaign: string | null;
  readonly lastChannel: string | null;
  readonly lastKind: string | null;
  /** Where it stands in the funnel, and since when; null for who was only touched. */
  readonly stage: string | null;
  readonly stageSince: string | null;
  /** Who got it last, for whichever team; null where it is nobody's. */
  readonly owner: Called | null;
  /** For how many teams it is somebody's. */
  readonly owners: number;
}

/** A page of the list. */
export interface ContactPage extends Page<ContactLine> {
  /** Said where more than a thousand names, addresses, companies or identifiers begin so: only the first are looked at. */
  readonly cut?: true;
}

interface Row {
  readonly contact: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly company: string | null;
  readonly company_id: string | null;
  readonly touches: string;
  readonly first_at: Date | null;
  readonly last_at: Date | null;
  readonly first_channel: string | null;
  readonly first_campaign: string | null;
  readonly last_channel: string | null;
  readonly last_kind: string | null;
  readonly stage: string | null;
  readonly stage_since: Date | null;
  readonly owner: string | null;
  readonly owners: number | null;
  readonly sorted: string | number | Date | null;
}

/** What cursors hold of each type of column. */
const KINDS = { timestamptz: 'instant?', bigint: 'whole?', text: 'text?' } as const satisfies Record<string, SortKind>;

/** Sorted columns as SQL over `c`, each with an index that it walks along. */
const SORTS: Readonly<Record<string, { readonly by: string; readonly type: keyof typeof KINDS }>> = {
  lastAt: { by: 'c.last_at', type: 'timestamptz' },
  firstAt: { by: 'c.first_at', type: 'timestamptz' },
  touches: { by: 'c.touches', type: 'bigint' },
  name: { by: 'lower(left(c.name, 100)) COLLATE "C"', type: 'text' },
  email: { by: 'lower(left(c.email, 100)) COLLATE "C"', type: 'text' },
  company: { by: 'lower(left(c.company, 100)) COLLATE "C"', type: 'text' },
};

interface Order {
  readonly by: Sql;
  readonly type: Sql;
  readonly kind: SortKind;
  readonly descending: boolean;
}

function orderOf(sort: string): Order {
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
  const { by, type } = SORTS[name]!;
  return { by: raw(by), type: raw(type), kind: KINDS[type], descending };
}

function raw(text: string): Sql {
  return { text, values: [] };
}

/** The list of contacts: sorted and filtered by the server, those without the sorted value at the end. */
export const contactList = query('contacts', {
  path: 'contacts',
  permission: 'contacts.read',
  params: {
    /** lastAt, firstAt, touches, name, email or company; a minus before it is descending. */
    sort: optional(word),
    /** The beginning of a name, an address, a company or an identifier. */
    search: optional(open(text)),
    /** Channel of the last touch. */
    channel: optional(word),
    /** Channel of the first touch. */
    source: optional(word),
    /** Those who belong to a company. */
    company: optional(id),
    /** Those in a stage of the funnel. */
    stage: optional(word),
    /** Those somebody has, for whichever team. */
    owner: optional(id),
    /** Those nobody has. */
    unowned: optional(flag),
    ...paged,
  },
  reads: [...NAMES_READ, 'funnel', 'ownership'],
  answer: async (asking, params): Promise<ContactPage> => {
    const sort = params.sort ?? '-lastAt';
    const order = orderOf(sort);
    const size = pageSize(params.limit);
    const list = `contacts ${sort}`;
    const cursor = continueAfter(list, params.cursor, [order.kind, 'id']);
    const touched = stageOfTouched((await stagesKnown(asking)).stages);
    const where: Sql[] = [];
    if (params.channel !== undefined) where.push(sql`c.last_channel = ${params.channel}`);
    if (params.source !== undefined) where.push(sql`c.first_channel = ${params.source}`);
    if (params.company !== undefined) {
      const company = await companyOf(asking, params.company);
      where.push(sql`c.company_node = ANY (${company?.profiles ?? []}::uuid[])`);
    }
    if (params.stage !== undefined) where.push(inStage(params.stage, touched));
    if (params.owner !== undefined) where.push(ownedBy(params.owner));
    if (params.unowned !== undefined) where.push(sql`${raw(params.unowned ? 'NOT EXISTS' : 'EXISTS')} (${OWNED})`);
    const search = params.search?.trim() ?? '';
    if (search !== '') where.push(sql`c.contact IN (${matching(search)})`);
    const [rows, cut] = await Promise.all([
      sorted(asking, order, where, cursor, size + 1),
      search !== '' && leavesOut(asking, search),
    ]);
    const names = await namesOf(asking, { staff: rows.map(({ owner }) => owner) });
    const page = pageOf(
      list,
      rows,
      size,
      (row) => line(row, touched, names.staff(row.owner)),
      (row) => [sortValue(row.sorted), row.contact],
    );
    return cut ? { ...page, cut } : page;
  },
});

/** Whether a contact is anybody's. */
const OWNED = sql`SELECT FROM read.ownership_contact o WHERE o.contact = c.contact AND o.owner IS NOT NULL`;

/** SQL of the condition that a contact is somebody's, for whichever team. */
function ownedBy(person: string): Sql {
  return sql`c.contact IN (
    SELECT o.contact FROM read.ownership_owner o
    WHERE o.person = ${person} AND o.believed_until IS NULL AND o.valid_to IS NULL)`;
}

/** SQL of the condition that a contact is in a stage; who is in none is in that of whoever was `touched`, as `line` says it. */
function inStage(stage: string, touched: string | null): Sql {
  const own = sql`EXISTS (SELECT FROM read.funnel_contact f WHERE f.contact = c.contact AND f.stage = ${stage})`;
  const none = sql`NOT EXISTS (SELECT FROM read.funnel_contact f WHERE f.contact = c.contact)`;
  return stage === touched ? sql`(${own} OR (c.first_at IS NOT NULL AND ${none}))` : own;
}

/** Two walks along one index: those with a value in its order, then those without. */
async function sorted(
  asking: Asking,
  order: Order,
  where: readonly Sql[],
  after: readonly (string | number | null)[] | null,
  limit: number,
): Promise<readonly Row[]> {
  const way = raw(order.descending ? ' DESC' : '');
  const than = raw(order.descending ? '<' : '>');
  const valued = async (): Promise<readonly Row[]> => {
    const conditions = [sql`${order.by} IS NOT NULL`, ...where];
    if (after !== null)
      conditions.push(sql`(${order.by}, c.contact) ${than} (${after[0]}::${order.type}, ${after[1]}::uuid)`);
    return read(asking, order, conditions, sql`${order.by}${way}, c.contact${way}`, limit);
  };
  const rows = after === null || after[0] !== null ? await valued() : [];
  if (rows.length >= limit) return rows;
  const conditions = [sql`${order.by} IS NULL`, ...where];
  if (after !== null && after[0] === null) conditions.push(sql`c.contact ${than} ${after[1]}::uuid`);
  return [...rows, ...(await read(asking, order, conditions, sql`c.contact${way}`, limit - rows.length))];
}

function read(
  asking: Asking,
  order: Order,
  conditions: readonly Sql[],
  by: Sql,
  limit: number,
): Promise<readonly Row[]> {
  return asking.rows<Row>(sql`
    SELECT page.*, employer.contact AS company_id, coalesce(page.stated_name, CASE WHEN page.email IS NULL THEN strongest.value END) AS name,
           standing.stage, standing.since AS stage_since, held.owner, held.owners
    FROM (
      SELECT c.contact, c.name AS stated_name, c.email, c.company, c.company_node, c.touches, c.first_at, c.last_at, c.first_channel,
             c.first_campaign, c.last_channel, c.last_kind, ${order.by} AS sorted,
             row_number() OVER (ORDER BY ${by}) AS place
      FROM read.contacts_contact c
      WHERE ${joinSql(conditions, ' AND ')}
      ORDER BY ${by} LIMIT ${limit}
    ) page
    LEFT JOIN read.identity_map employer ON employer.node = page.company_node AND employer.until_position IS NULL
    LEFT JOIN read.funnel_contact standing ON standing.contact = page.contact
    LEFT JOIN read.ownership_contact held ON held.contact = page.contact
    LEFT JOIN LATERAL (
      SELECT n.value
      FROM read.identity_map m JOIN read.identity_node n ON n.node = m.node
      WHERE m.contact = page.contact AND m.until_position IS NULL AND n.value IS NOT NULL
        AND page.stated_name IS NULL AND page.email IS NULL
      ORDER BY array_position(ARRAY['user', 'email', 'phone', 'external', 'anonymous'], n.kind), n.position
      LIMIT 1
    ) strongest ON true
    ORDER BY page.place`);
}

function line(row: Row, touched: string | null, owner: Called | null): ContactLine {
  // as the funnel counts it: whoever was touched is in a stage from then on, until something brings it into one
  const onlyTouched = row.stage === null && touched !== null && row.first_at !== null;
  return {
    contact: row.contact,
    name: row.name,
    email: row.email,
    company: row.company,
    companyId: row.company_id,
    touches: whole(row.touches),
    firstAt: iso(row.first_at),
    lastAt: iso(row.last_at),
    firstChannel: row.first_channel,
    firstCampaign: row.first_campaign,
    lastChannel: row.last_channel,
    lastKind: row.last_kind,
    stage: onlyTouched ? touched : row.stage,
    stageSince: iso(onlyTouched ? row.first_at : row.stage_since),
    owner,
    owners: row.owners ?? 0,
  };
}

function sortValue(value: Row['sorted']): string | number | null {
  return value instanceof Date ? value.toISOString() : value;
}
