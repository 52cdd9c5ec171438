import { InvalidInput, joinSql, sql, type Asking, type Sql } from '#kernel';
import type { SortKind } from './paging.js';

/** A column that a list may be sorted by, as SQL over its rows `d`, with an index that is walked along. */
export interface Sorting {
  readonly by: Sql;
  readonly type: Sql;
  readonly kind: SortKind;
}

/** The sorting that a parameter names, a minus before it is descending. Throws InvalidInput (`query.sort`). */
export function sortingOf(
  sort: string,
  sorts: Readonly<Record<string, Sorting>>,
): Sorting & { readonly descending: boolean } {
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  if (!Object.hasOwn(sorts, name))
    throw new InvalidInput('query.sort', [
      {
        where: 'sort',
        what: `${sort} is not known`,
        remedy: `give one of ${Object.keys(sorts).join(', ')}, with a minus for descending`,
      },
    ]);
  return { ...sorts[name]!, descending };
}

/** Which rows of a list, and what is read of them. */
export interface ListQuestion {
  /** The rows, to stand in a FROM, and the column that tells them apart. */
  readonly from: Sql;
  readonly key: Sql;
  readonly where: readonly Sql[];
  /** What is read of each row `d`, with the joins it takes. */
  readonly columns: Sql;
  readonly joins: Sql;
  /** The last row of the page before: its sorted value and key. */
  readonly after: readonly (string | number | null)[] | null;
  readonly limit: number;
}

/** Two walks along one index: the rows with a value in its order, then those without. Each row brings what it is sorted by. */
export async function sortedList<Row extends object>(
  asking: Asking,
  { by, type, descending }: ReturnType<typeof sortingOf>,
  { from, key, where, columns, joins, after, limit }: ListQuestion,
): Promise<readonly (Row & { readonly sorted: string | Date | null })[]> {
  const way: Sql = { text: descending ? ' DESC' : '', values: [] };
  const than: Sql = { text: descending ? '<' : '>', values: [] };
  const read = (conditions: readonly Sql[], order: Sql, most: number) =>
    asking.rows<Row & { readonly sorted: string | Date | null }>(sql`
      SELECT ${columns}, d.sorted
      FROM (
        SELECT d.*, ${by} AS sorted, row_number() OVER (ORDER BY ${order}) AS place
        FROM ${from} d WHERE ${joinSql(conditions, ' AND ')}
        ORDER BY ${order} LIMIT ${most}
      ) d ${joins}
      ORDER BY d.place`);
  const valued =
    after === null ? sql`${by} IS NOT NULL` : sql`(${by}, ${key}) ${than} (${after[0]}::${type}, ${after[1]}::uuid)`;
  const rows =
    after === null || after[0] !== null ? await read([valued, ...where], sql`${by}${way}, ${key}${way}`, limit) : [];
  if (rows.length >= limit) return rows;
  const unvalued = [sql`${by} IS NULL`, ...where];
  if (after !== null && after[0] === null) unvalued.push(sql`${key} ${than} ${after[1]}::uuid`);
  return [...rows, ...(await read(unvalued, sql`${key}${way}`, limit - rows.length))];
}
