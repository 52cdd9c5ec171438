import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import { InvalidInput } from '#kernel';
import { textOf, unreadable } from './decoding.js';
import type { FileFormat } from './mapping.js';

/** A row of a file. */
export interface FileRow {
  /** Where it ends, from 1 on, as an editor counts. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why it cannot be read, if it cannot. */
  readonly broken?: string;
}

/** A file that is read from its beginning to its end, once. */
export interface OpenFile {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<FileRow>;
  /** Bytes of the file read so far. */
  readonly bytesRead: () => number;
  /** Lets go of the file before its end. */
  readonly close: () => void;
}

/** The longest row, in characters: behind a quotation mark that is never closed, the rest of the file would be kept in memory. */
const MOST_CHARACTERS = 1024 * 1024;

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * Opens a CSV file, gzipped or not, and reads its header. A column of the same name as one before it is called
 * `name (2)`, the third one without a name `column 3`. Throws InvalidInput where nothing names the columns (`file.empty`) or the file cannot be read
 * (`file.unreadable`, `file.encoding`); so do its rows, and where a quotation mark is never closed (`file.quote`): what
 * follows it cannot be told apart, and none of it is passed over.
 */
export async function openCsv(
  path: string,
  format: Pick<FileFormat, 'delimiter' | 'quote' | 'encoding' | 'header' | 'columns'>,
  name = basename(path),
): Promise<OpenFile> {
  let bytes = 0;
  const text = await textOf(path, format.encoding, (read) => (bytes = read), name);
  const broken: FileRow[] = [];
  let unclosed: number | undefined;
  const parser = parse({
    delimiter: format.delimiter,
    quote: format.quote,
    escape: format.quote,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MOST_CHARACTERS,
    on_skip: (error) => {
      if (error === undefined || unclosed !== undefined) return undefined;
      if (UNCLOSED.has(error.code)) unclosed = (error as unknown as { readonly records: number }).records;
      else broken.push(brokenRow(error));
      return undefined;
    },
  });
  text.on('error', (error) => parser.destroy(unreadable(name, error)));
  parser.on('close', () => text.destroy());
  text.pipe(parser);
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<Parsed>;
  let columns = format.columns;
  if (format.header) {
    const first = await records.next();
    if (first.done === true || first.value === undefined)
      throw new InvalidInput('file.empty', [{ where: name, what: 'holds no row, so nothing names its columns' }]);
    columns ??= distinct(first.value.record);
  }
  return {
    columns: columns!,
    rows: rowsOf(records, broken, { name, header: format.header, unclosed: () => unclosed }),
    bytesRead: () => bytes,
    close: () => void parser.destroy(),
  };
}

/** Where the parser was still looking for the end of a quotation. */
const UNCLOSED: ReadonlySet<string> = new Set(['CSV_QUOTE_NOT_CLOSED', 'CSV_MAX_RECORD_SIZE']);

async function* rowsOf(
  records: AsyncIterator<Parsed>,
  broken: FileRow[],
  file: { readonly name: string; readonly header: boolean; readonly unclosed: () => number | undefined },
): AsyncGenerator<FileRow> {
  // The parser counts a line break of two characters twice where it stands within quotation marks.
  let twice = 0;
  let taken = file.header ? 1 : 0;
  let line = taken;
  try {
    for (;;) {
      const next = await records.next();
      while (broken.length > 0) yield broken.shift()!;
      const unclosed = file.unclosed();
      if (unclosed !== undefined && (next.done === true || taken >= unclosed))
        throw new InvalidInput('file.quote', [
          {
            where: `${file.name}, line ${line + 1}`,
            what: `opens a quotation mark that is not closed within ${MOST_CHARACTERS.toLocaleString('en')} characters, the most a row may have`,
            remedy: 'close it, double it, say which character quotes in file.quote, or make the row shorter',
          },
        ]);
      if (next.done === true) return;
      const { record, info } = next.value;
      taken++;
      for (const cell of record) if (cell.includes('\r\n')) twice += cell.split('\r\n').length - 1;
      line = info.lines - twice;
      yield { line, cells: record };
    }
  } finally {
    await records.return?.();
  }
}

function brokenRow(error: CsvError): FileRow {
  const { lines, record } = error as unknown as { readonly lines?: number; readonly record?: readonly unknown[] };
  return {
    line: lines ?? 0,
    cells: (record ?? []).filter((cell) => typeof cell === 'string'),
    broken: error.message,
  };
}

function distinct(names: readonly string[]): string[] {
  const stated = new Set(names.map((name) => name.trim()));
  const taken = new Set<string>();
  return names.map((name, i) => {
    const tidy = name.trim() || `column ${i + 1}`;
    let own = tidy;
    // `a`, `a`, `a (2)`: the second of them is called otherwise than the third calls itself
    for (let n = 2; taken.has(own) || (own !== name.trim() && stated.has(own)); n++) own = `${tidy} (${n})`;
    taken.add(own);
    return own;
  });
}
