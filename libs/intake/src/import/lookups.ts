import { isAbsolute, join, relative } from 'node:path';
import { InvalidInput, type Problem } from '#kernel';
import { openCsv, type OpenFile } from './csv-rows.js';
import type { ImportMapping, Lookup } from './mapping.js';

/** What look-ups may hold: the rows of each, the bytes of all of a mapping's together. */
export interface LookupRoom {
  readonly rows: number;
  readonly bytes: number;
}

/** They are held in memory: what is larger belongs into a file that is imported. */
const ROOM: LookupRoom = { rows: 500_000, bytes: 64 * 1024 * 1024 };

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
 * (`lookup.unreadable`) for one that is not there, not below the folder, too large, or has a row that cannot be read.
 */
export async function readLookups(
  mapping: Pick<ImportMapping, 'lookups' | 'placeOf'>,
  place: LookupPlace,
  room = ROOM,
): Promise<LookedUp> {
  const tables = new Map<string, Table>();
  const used = { bytes: 0 };
  for (const [name, lookup] of Object.entries(mapping.lookups)) {
    const where = `${mapping.placeOf(['lookups', name, 'file'])}, lookups.${name}`;
    tables.set(name, await readTable(lookup, place, where, room, used));
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

const UNREADABLE = 'lookup.unreadable';

async function readTable(
  lookup: Lookup,
  place: LookupPlace,
  where: string,
  room: LookupRoom,
  used: { bytes: number },
): Promise<Table> {
  const unreadable = (what: string): InvalidInput => new InvalidInput(UNREADABLE, [{ where, what }]);
  const path = typeof place === 'string' ? below(place, lookup.file) : place.get(lookup.file);
  if (path === undefined)
    throw unreadable(
      typeof place === 'string'
        ? `${lookup.file} must be in the folder of the imported file, or below it`
        : `${lookup.file} was not given: upload it, and name it among the look-ups`,
    );
  let file: OpenFile | null = null;
  try {
    file = await openCsv(path, { ...lookup, quote: '"', header: true, columns: null }, lookup.file);
    const key = file.columns.indexOf(lookup.key);
    if (key < 0) throw unreadable(`${lookup.file} has no column ${JSON.stringify(lookup.key)}`);
    const rows = new Map<string, readonly string[]>();
    for await (const { cells, line, broken } of file.rows) {
      if (broken !== undefined || cells.length !== file.columns.length)
        throw unreadable(
          `line ${line} of ${lookup.file} ${broken ?? `has ${cells.length} cells, and there are ${file.columns.length} columns`}`,
        );
      const found = cells[key]?.trim();
      if (found === undefined || rows.has(found)) continue;
      rows.set(found, cells);
      for (const cell of cells) used.bytes += Buffer.byteLength(cell);
      if (used.bytes > room.bytes)
        throw unreadable(`${lookup.file} is too large: look-ups may hold ${room.bytes} bytes together`);
      if (rows.size > room.rows) throw unreadable(`${lookup.file} has more than ${room.rows} rows`);
    }
    return { columns: file.columns, rows };
  } catch (error) {
    if (error instanceof InvalidInput)
      throw error.code === UNREADABLE
        ? error
        : new InvalidInput(
            UNREADABLE,
            error.problems.map((problem) => placedAt(where, problem)),
          );
    // What the system says of a file names its path.
    const { code = 'it is damaged' } = error as NodeJS.ErrnoException;
    throw unreadable(`${lookup.file} cannot be read (${code})`);
  } finally {
    file?.close();
  }
}

/** What is wrong with a look-up's file, at the place of the mapping that names it. */
function placedAt(where: string, { where: inFile, what, ...more }: Problem): Problem {
  return { where, what: `${inFile} ${what}`, ...more };
}

function below(folder: string, file: string): string | undefined {
  const path = join(folder, file);
  return isAbsolute(file) || relative(folder, path).startsWith('..') ? undefined : path;
}
