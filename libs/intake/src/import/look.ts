import { open, stat } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { InvalidInput } from '#kernel';
import { openCsv } from './csv-rows.js';
import { encodingExists, unpacked, unreadable } from './decoding.js';
import { guessBlank, guessColumns, type GuessedColumn } from './guess-columns.js';
import { guessDelimiter, guessEncoding } from './guess-format.js';
import { guessMapping } from './guess-mapping.js';

/** A file that was looked at. */
export interface Looked {
  readonly name: string;
  readonly bytes: number;
  readonly gzip: boolean;
  readonly delimiter: string;
  readonly encoding: string;
  readonly columns: readonly GuessedColumn[];
  /** The first ones; long cells are cut. */
  readonly rows: readonly (readonly string[])[];
  /** How many rows the columns were guessed from. */
  readonly looked: number;
  /** A mapping guessed from the columns, that can be run as it is. */
  readonly mapping: string;
}

/** What is known of a file already, and how much of it is wanted. */
export interface LookOptions {
  readonly name: string;
  readonly delimiter?: string | undefined;
  readonly encoding?: string | undefined;
  /** How many rows are answered. */
  readonly rows?: number | undefined;
}

/** Rows that are looked at. */
const LOOKED = 1_000;
const SHOWN = 20;
/** The longest cell that is answered, in characters. */
const CELL = 500;
/** The beginning of a file by which its encoding and delimiter are guessed, and pieces of the rest of it. */
const HEAD = 256 * 1024;
const PIECE = 64 * 1024;
const PIECES = 15;
/** What is kept of the rows looked at, in characters. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/**
 * Looks at the beginning of a CSV file: how it is written, what its columns seem to be, and a mapping to begin with.
 * Throws InvalidInput (`file.empty`, `file.no-table`, `file.unreadable`, `file.encoding`, `file.delimiter`).
 */
export async function lookAt(path: string, { name, rows: shown = SHOWN, ...said }: LookOptions): Promise<Looked> {
  const { size } = await stat(path);
  const { head, gzip } = await headOf(path, name);
  refuseOther(head, name);
  const encoding = said.encoding ?? guessEncoding([head, ...(gzip ? [] : await piecesOf(path, size))]);
  if (!encodingExists(encoding))
    throw new InvalidInput('file.encoding', [
      { where: 'encoding', what: `${JSON.stringify(encoding)} is no encoding`, remedy: 'give one such as utf-8' },
    ]);
  const delimiter = delimiterOf(said.delimiter) ?? guessDelimiter(iconv.decode(head, encoding));
  const file = await openCsv(path, { delimiter, encoding, quote: '"', header: true, columns: null }, name);
  const cells: (readonly string[])[] = [];
  let characters = 0;
  for await (const row of file.rows) {
    if (row.broken === undefined) cells.push(row.cells);
    for (const cell of row.cells) characters += cell.length;
    if (cells.length >= LOOKED || characters >= MOST_CHARACTERS) break;
  }
  const blank = guessBlank(cells);
  const columns = guessColumns(file.columns, cells, blank);
  return {
    name,
    bytes: size,
    gzip,
    delimiter,
    encoding,
    columns: columns.map(({ name: column, samples, blank: blanks, guess, format }) => ({
      name: column,
      samples,
      blank: blanks,
      guess,
      ...(format === undefined ? {} : { format }),
    })),
    rows: cells.slice(0, shown).map((row) => row.map((cell) => cell.slice(0, CELL))),
    looked: cells.length,
    mapping: guessMapping({ name, file: { delimiter, encoding, blank }, columns }),
  };
}

function delimiterOf(said: string | undefined): string | undefined {
  const meant = said === 'tab' || said === '\\t' ? '\t' : said;
  if (meant === undefined || (meant.length === 1 && !/[\r\n"]/.test(meant))) return meant;
  throw new InvalidInput('file.delimiter', [
    { where: 'delimiter', what: `is ${JSON.stringify(said)}`, remedy: 'give one character, or tab' },
  ]);
}

/** The first bytes, unpacked. */
async function headOf(path: string, name: string): Promise<{ readonly head: Buffer; readonly gzip: boolean }> {
  const { bytes, gzipped } = await unpacked(path, () => undefined, name);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of bytes) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length >= HEAD) break;
    }
  } catch (error) {
    throw unreadable(name, error as Error);
  }
  return { head: Buffer.concat(chunks).subarray(0, HEAD), gzip: gzipped };
}

/** Pieces from all over the rest of a file: an accent may come late. */
async function piecesOf(path: string, size: number): Promise<readonly Buffer[]> {
  if (size <= HEAD) return [];
  const file = await open(path);
  try {
    const step = Math.max(PIECE, Math.floor((size - HEAD) / PIECES));
    const pieces: Buffer[] = [];
    for (let at = HEAD; at < size; at += step) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(PIECE), 0, PIECE, at);
      pieces.push(buffer.subarray(0, bytesRead));
    }
    return pieces;
  } finally {
    await file.close();
  }
}

/** Workbooks and archives are no tables that can be read. */
function refuseOther(head: Buffer, name: string): void {
  const workbook = head.subarray(0, 2).toString('latin1') === 'PK' && head[2] === 3 && head[3] === 4;
  const old = head.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]));
  if (workbook || old)
    throw new InvalidInput('file.no-table', [
      {
        where: name,
        what: 'is a workbook or an archive, not a CSV file',
        remedy: 'save the sheet as CSV, and upload that',
      },
    ]);
}
