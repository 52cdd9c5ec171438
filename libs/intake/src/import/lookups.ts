import { isAbsolute, join, relative } from 'node:path';
import { InvalidInput } from '#kernel';
import { openCsv } from './csv-rows.js';
import type { ImportMapping, Lookup } from './mapping.js';

/** Look-ups are held in memory: what is larger belongs into a file that is imported. */
const MOST_ROWS = 500_000;

/** Where the files of look-ups are: below a folder, or each at a path, by the name that the mapping gives it. */
export type LookupPlace = string | ReadonlyMap<string, string>;

/** The files that rows are looked up in, read. */
export interface LookedUp {
  columns(lookup: string): readonly string[];
  /** Finds the cell of a column by the key of its row; undefined where there is no such row. */
  finder(lookup: string, column: string): (key: string) => string | undefined;
}

interface Table {
  readonly columns: readonly string[];
  readonly rows: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads the look-ups of a mapping. Of two rows with one key the first counts. Throws InvalidInput
 * (`lookup.unreadable`) for one that is not there, not below the folder, or too large.
 */
export async function readLookups(mapping: ImportMapping, place: LookupPlace): Promise<LookedUp> {
  const tables = new Map<string, Table>();
  for (const [name, lookup] of Object.entries(mapping.lookups)) {
    const where = `${mapping.placeOf(['lookups', name, 'file'])}, lookups.${name}`;
    tables.set(name, await readTable(lookup, place, where));
  }
  return {
    columns: (lookup) => tables.get(lookup)?.columns ?? [],
    finder: (lookup, column) => {
      const { columns, rows } = tables.get(lookup)!;
      const index = columns.indexOf(column);
      return (key) => rows.get(key)?.[index];
    },
  };
}

async function readTable(lookup: Lookup, place: LookupPlace, where: string): Promise<Table> {
  const unreadable = (what: string): InvalidInput => new InvalidInput('lookup.unreadable', [{ where, what }]);
  const path = typeof place === 'string' ? below(place, lookup.file) : place.get(lookup.file);
  if (path === undefined)
    throw unreadable(
      typeof place === 'string'
        ? `${lookup.file} must be in the folder of the imported file, or below it`
        : `${lookup.file} was not given: upload it, and name it among the look-ups`,
    );
  try {
    const file = await openCsv(path, { ...lookup, quote: '"', header: true, columns: null });
    const key = file.columns.indexOf(lookup.key);
    if (key < 0) throw unreadable(`${lookup.file} has no column ${JSON.stringify(lookup.key)}`);
    const rows = new Map<string, readonly string[]>();
    for await (const { cells } of file.rows) {
      const found = cells[key]?.trim();
      if (found === undefined || rows.has(found)) continue;
      rows.set(found, cells);
      if (rows.size > MOST_ROWS) throw unreadable(`${lookup.file} has more than ${MOST_ROWS} rows`);
    }
    return { columns: file.columns, rows };
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    throw unreadable(`${lookup.file} cannot be read (${(error as Error).message})`);
  }
}

function below(folder: string, file: string): string | undefined {
  const path = join(folder, file);
  return isAbsolute(file) || relative(folder, path).startsWith('..') ? undefined : path;
}
