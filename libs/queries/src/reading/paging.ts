import {
  day,
  decodeCursor,
  encodeCursor,
  instant,
  InvalidInput,
  isUuid,
  open,
  optional,
  text,
  wholeNumber,
  type Page,
  type Problem,
  type Shape,
} from '#kernel';

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

type SortValue = string | number | null;

/** What a sort value of a list is; with a question mark it may be null as well. */
export type SortKind = Kind | `${Kind}?`;
type Kind = 'instant' | 'day' | 'whole' | 'text' | 'id';

const FITS: Readonly<Record<Kind, (value: SortValue) => boolean>> = {
  instant: (value) => passes(instant, value),
  day: (value) => passes(day, value),
  whole: (value) => /^-?\d{1,18}$/.test(String(value)),
  text: (value) => passes(text, value),
  id: (value) => typeof value === 'string' && isUuid(value),
};

function passes(shape: Shape<unknown>, value: unknown): boolean {
  const problems: Problem[] = [];
  shape.check(value, '', problems);
  return problems.length === 0;
}

function fits(values: readonly SortValue[], kinds: readonly SortKind[]): boolean {
  return (
    values.length === kinds.length &&
    values.every((value, i) => {
      const kind = kinds[i]!;
      return value === null ? kind.endsWith('?') : FITS[kind.replace('?', '') as Kind](value);
    })
  );
}

/**
 * The sort values a cursor continues after, of the kinds this list is sorted by; null for the first page. A cursor is
 * whatever its sender made of it: throws InvalidInput (`query.cursor`) for one that is none of this list.
 */
export function continueAfter(
  list: string,
  cursor: string | undefined,
  kinds: readonly SortKind[],
): readonly SortValue[] | null {
  if (cursor === undefined) return null;
  const values = decodeCursor(list, cursor);
  if (values !== null && fits(values, kinds)) return values;
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
