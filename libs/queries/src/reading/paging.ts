import { decodeCursor, encodeCursor, InvalidInput, open, optional, text, wholeNumber, type Page } from '#kernel';

/** Parameters of every paged list. */
export const paged = { cursor: optional(open(text)), limit: optional(wholeNumber) } as const;

const USUAL = 50;
const MOST = 500;

/** The page size asked for. Throws InvalidInput (`query.limit`) for one that is not 1 to 500. */
export function pageSize(limit: number | undefined): number {
  if (limit === undefined) return USUAL;
  if (limit >= 1 && limit <= MOST) return limit;
  throw new InvalidInput('query.limit', [{ where: 'limit', what: `is ${limit}`, remedy: `give 1 to ${MOST}` }]);
}

/** The sort values a cursor continues after; null for the first page. Throws InvalidInput (`query.cursor`). */
export function continueAfter(list: string, cursor: string | undefined): readonly (string | number | null)[] | null {
  if (cursor === undefined) return null;
  const values = decodeCursor(list, cursor);
  if (values !== null) return values;
  throw new InvalidInput('query.cursor', [
    { where: 'cursor', what: 'is not one of this list', remedy: 'begin again without a cursor' },
  ]);
}

/** A page out of rows of which one more than asked for was read. */
export function pageOf<Row, Item>(
  list: string,
  rows: readonly Row[],
  size: number,
  item: (row: Row) => Item,
  sortValues: (row: Row) => readonly (string | number | null)[],
): Page<Item> {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return {
    items: shown.map(item),
    next: rows.length > size && last !== undefined ? encodeCursor(list, sortValues(last)) : null,
  };
}
