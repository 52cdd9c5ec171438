import {
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
import { companiesMatching, type CompanyName } from '../reading/company.js';
import { iso, whole } from '../reading/moments.js';
import { continueAfter, paged, pageOf, pageSize, type SortKind } from '../reading/paging.js';

/** One line of the list of companies. */
export interface CompanyLine {
  readonly company: string;
  /** As stated; else its domain, else a group's id. */
  readonly name: string | null;
  readonly domain: string | null;
  /** Who belongs to it now, and what happened with them. */
  readonly contacts: number;
  readonly touches: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly lastChannel: string | null;
  readonly parent: CompanyName | null;
}

interface Found {
  readonly company: string;
  readonly sorted: string | Date | null;
}

type SortName = 'name' | 'lastAt' | 'contacts';

/** What cursors hold of each sort: its values as SQL types. */
const SORTS: Readonly<Record<SortName, { readonly kind: SortKind; readonly type: Sql }>> = {
  name: { kind: 'text?', type: sql`text` },
  lastAt: { kind: 'instant?', type: sql`timestamptz` },
  contacts: { kind: 'whole', type: sql`bigint` },
};

/** The list of companies: sorted and filtered by the server, those without the sorted value at the end. */
export const companyList = query('companies', {
  path: 'companies',
  permission: 'contacts.read',
  params: {
    /** name, lastAt or contacts; a minus before it is descending. */
    sort: optional(word),
    /** The beginning of a name, a domain or a group's id. */
    search: optional(open(text)),
    ...paged,
  },
  reads: ['companies', 'contacts', 'identity'],
  answer: async (asking, params): Promise<Page<CompanyLine>> => {
    const sort = params.sort ?? '-lastAt';
    const descending = sort.startsWith('-');
    const by = (descending ? sort.slice(1) : sort) as SortName;
    if (!Object.hasOwn(SORTS, by))
      throw new InvalidInput('query.sort', [
        {
          where: 'sort',
          what: `${sort} is not known`,
          remedy: `give one of ${Object.keys(SORTS).join(', ')}, with a minus for descending`,
        },
      ]);
    const size = pageSize(params.limit);
    const list = `companies ${sort}`;
    const after = continueAfter(list, params.cursor, [SORTS[by].kind, 'id']);
    const search = params.search?.trim() ?? '';
    const among = search === '' ? null : companiesMatching(search);
    const found = await sorted(asking, { by, descending, among, after, limit: size + 1 });
    const page = pageOf(
      list,
      found,
      size,
      (row) => row,
      (row) => [row.sorted instanceof Date ? row.sorted.toISOString() : row.sorted, row.company],
    );
    return {
      ...page,
      items: await companyLines(
        asking,
        page.items.map(({ company }) => company),
      ),
    };
  },
});

interface Walk {
  readonly by: SortName;
  readonly descending: boolean;
  readonly among: Sql | null;
  readonly after: readonly (string | number | null)[] | null;
  readonly limit: number;
}

/** Those with a value in its order, then those without. */
async function sorted(asking: Asking, walk: Walk): Promise<readonly Found[]> {
  const { by, descending, among, after, limit } = walk;
  const way: Sql = { text: descending ? ' DESC' : '', values: [] };
  const than: Sql = { text: descending ? '<' : '>', values: [] };
  const source = SOURCES[by];
  const valued = async (): Promise<readonly Found[]> => {
    const conditions = [sql`${source.sorted} IS NOT NULL`];
    if (among !== null) conditions.push(sql`${source.company} IN (${among})`);
    if (after !== null)
      conditions.push(
        sql`(${source.sorted}, ${source.company}) ${than} (${after[0]}::${SORTS[by].type}, ${after[1]}::uuid)`,
      );
    return asking.rows<Found>(sql`
      SELECT ${source.company} AS company, ${source.sorted} AS sorted FROM ${source.from}
      WHERE ${source.where} AND ${joinSql(conditions, ' AND ')}
      ORDER BY ${source.sorted}${way}, ${source.company}${way} LIMIT ${limit}`);
  };
  const rows = after === null || after[0] !== null ? await valued() : [];
  if (rows.length >= limit || source.without === null) return rows;
  const conditions = [source.without];
  if (among !== null) conditions.push(sql`c.company IN (${among})`);
  if (after !== null && after[0] === null) conditions.push(sql`c.company ${than} ${after[1]}::uuid`);
  const rest = await asking.rows<Found>(sql`
    SELECT c.company, NULL AS sorted FROM read.companies_company c
    WHERE ${joinSql(conditions, ' AND ')} ORDER BY c.company${way} LIMIT ${limit - rows.length}`);
  return [...rows, ...rest];
}

interface Source {
  readonly from: Sql;
  readonly where: Sql;
  readonly company: Sql;
  readonly sorted: Sql;
  /** Which companies have no value; null where all have one. */
  readonly without: Sql | null;
}

const mappedNow = sql`JOIN read.identity_map m ON m.until_position IS NULL AND m.node =`;

/**
 * Where each order is read. Names and last touches are walks along an index; a company of several nodes stands at the
 * latest of theirs. Contacts are added up over the nodes first: what that costs grows with the companies there are.
 */
const SOURCES: Readonly<Record<SortName, Source>> = {
  name: {
    from: sql`read.companies_company c`,
    where: sql`true`,
    company: sql`c.company`,
    sorted: sql`lower(left(c.name, 100)) COLLATE "C"`,
    without: sql`c.name IS NULL`,
  },
  lastAt: {
    from: sql`read.contacts_company t ${mappedNow} t.company_node`,
    where: sql`NOT EXISTS (
      SELECT FROM read.identity_map other JOIN read.contacts_company later ON later.company_node = other.node
      WHERE other.contact = m.contact AND other.until_position IS NULL
        AND (later.last_at, later.company_node) > (t.last_at, t.company_node))`,
    company: sql`m.contact`,
    sorted: sql`t.last_at`,
    without: sql`NOT EXISTS (
      SELECT FROM read.identity_map m JOIN read.contacts_company t ON t.company_node = m.node
      WHERE m.contact = c.company AND m.until_position IS NULL AND t.last_at IS NOT NULL)`,
  },
  contacts: {
    from: sql`(
      SELECT c.company, coalesce(sum(t.contacts), 0)::bigint AS contacts
      FROM read.companies_company c
      JOIN read.identity_map m ON m.contact = c.company AND m.until_position IS NULL
      LEFT JOIN read.contacts_company t ON t.company_node = m.node
      GROUP BY c.company) s`,
    where: sql`true`,
    company: sql`s.company`,
    sorted: sql`s.contacts`,
    without: null,
  },
};

/** The lines of some companies, in the order given. */
async function companyLines(asking: Asking, companies: readonly string[]): Promise<readonly CompanyLine[]> {
  if (companies.length === 0) return [];
  const rows = await asking.byKey<{
    company: string;
    name: string | null;
    domain: string | null;
    contacts: string | null;
    touches: string | null;
    first_at: Date | null;
    last_at: Date | null;
    last_channel: string | null;
    parent: string | null;
    parent_name: string | null;
  }>(sql`
    SELECT c.company, c.name, c.domain, own.contacts, own.touches, own.first_at, own.last_at, last.last_channel,
           above.company AS parent, above.name AS parent_name
    FROM unnest(${companies}::uuid[]) WITH ORDINALITY AS asked (company, place)
    JOIN read.companies_company c ON c.company = asked.company
    LEFT JOIN LATERAL (
      SELECT sum(t.contacts) AS contacts, sum(t.touches) AS touches, min(t.first_at) AS first_at, max(t.last_at) AS last_at,
             (array_agg(t.company_node ORDER BY t.last_at DESC NULLS LAST))[1] AS latest
      FROM read.identity_map m JOIN read.contacts_company t ON t.company_node = m.node
      WHERE m.contact = c.company AND m.until_position IS NULL
    ) own ON true
    LEFT JOIN LATERAL (
      SELECT p.last_channel FROM read.contacts_contact p
      WHERE p.company_node = own.latest AND p.last_at IS NOT NULL
      ORDER BY p.last_at DESC, p.contact DESC LIMIT 1
    ) last ON true
    LEFT JOIN read.identity_map pm ON pm.node = c.parent AND pm.until_position IS NULL AND pm.contact <> c.company
    LEFT JOIN read.companies_company above ON above.company = pm.contact
    ORDER BY asked.place`);
  return rows.map((row) => ({
    company: row.company,
    name: row.name,
    domain: row.domain,
    contacts: whole(row.contacts),
    touches: whole(row.touches),
    firstAt: iso(row.first_at),
    lastAt: iso(row.last_at),
    lastChannel: row.last_channel,
    parent: row.parent === null ? null : { company: row.parent, name: row.parent_name },
  }));
}
