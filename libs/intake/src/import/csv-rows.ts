import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import { InvalidInput, type Problem } from '#kernel';
import { textOf, unreadable } from './decoding.js';
import { feed, isQuoting } from './long-rows.js';
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
const MOST = MOST_CHARACTERS.toLocaleString('en');

/** Why nothing is read any more from a record on: what follows it cannot be told apart. */
interface Stop {
  /** How many records are before it. */
  readonly records: number;
  readonly code: 'file.quote' | 'file.row';
}

const STOPPED: Readonly<Record<Stop['code'], Omit<Problem, 'where'>>> = {
  'file.quote': {
    what: `opens a quotation mark that is not closed within ${MOST} characters, the most a row may have`,
    remedy: 'close it, double it, say which character quotes in file.quote, or make the row shorter',
  },
  'file.row': {
    what: `has more than ${MOST} bytes in UTF-8, and it cannot be told where it ends`,
    remedy: 'make the row shorter',
  },
};

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * Opens a CSV file, gzipped or not, and reads its header. A column of the same name as one before it is called
 * `name (2)`, the third one without a name `column 3`. Throws InvalidInput where nothing names the columns (`file.empty`) or the file cannot be read
 * (`file.unreadable`, `file.encoding`); so do its rows, and where a quotation mark is never closed (`file.quote`), or a
 * row that has one is too long (`file.row`): what follows it cannot be told apart, and none of it is passed over. A row
 * without one that is too long is broken, and the rows behind it are read.
 */
export async function openCsv(
  path: string,
  format: Pick<FileFormat, 'delimiter' | 'quote' | 'encoding' | 'header' | 'columns'>,
  name = basename(path),
): Promise<OpenFile> {
  let bytes = 0;
  const text = await textOf(path, format.encoding, (read) => (bytes = read), name);
  const broken: FileRow[] = [];
  const cut = new Set<number>();
  let stop: Stop | undefined;
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
      if (error === undefined || stop !== undefined) return undefined;
      const { records: before } = error as unknown as { readonly records: number };
      if (ENDLESS.has(error.code)) stop = { records: before, code: isQuoting(parser) ? 'file.quote' : 'file.row' };
      else broken.push(brokenRow(error));
      return undefined;
    },
  });
  parser.on('close', () => text.destroy());
  feed(text, parser, {
    most: MOST_CHARACTERS,
    quote: format.quote,
    onCut: (record) => cut.add(record),
    onEndless: (record) => (stop ??= { records: record, code: 'file.row' }),
  }).catch((error: Error) => parser.destroy(unreadable(name, error)));
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<Parsed>;
  let columns = format.columns;
  if (format.header) {
    const first = await records.next();
    if (stop !== undefined && stop.records === 0) throw stopped(stop, name, 1);
    if (first.done === true || first.value === undefined)
      throw new InvalidInput('file.empty', [{ where: name, what: 'holds no row, so nothing names its columns' }]);
    columns ??= distinct(first.value.record);
  }
  return {
    columns: columns!,
    rows: rowsOf(records, broken, { name, header: format.header, cut, stop: () => stop }),
    bytesRead: () => bytes,
    close: () => void parser.destroy(),
  };
}

/** Where the parser was still looking for the end of a quotation, or of a row. */
const ENDLESS: ReadonlySet<string> = new Set(['CSV_QUOTE_NOT_CLOSED', 'CSV_MAX_RECORD_SIZE']);

async function* rowsOf(
  records: AsyncIterator<Parsed>,
  broken: FileRow[],
  file: {
    readonly name: string;
    readonly header: boolean;
    /** Records that are the beginning of a row. */
    readonly cut: ReadonlySet<number>;
    readonly stop: () => Stop | undefined;
  },
): AsyncGenerator<FileRow> {
  // The parser counts a line break of two characters twice where it stands within quotation marks.
  let twice = 0;
  let taken = file.header ? 1 : 0;
  let line = taken;
  try {
    for (;;) {
      const next = await records.next();
      while (broken.length > 0) yield broken.shift()!;
      const stop = file.stop();
      if (stop !== undefined && (next.done === true || taken >= stop.records)) throw stopped(stop, file.name, line + 1);
      if (next.done === true) return;
      const { record, info } = next.value;
      const whole = !file.cut.has(taken++);
      for (const cell of record) if (cell.includes('\r\n')) twice += cell.split('\r\n').length - 1;
      line = info.lines - twice;
      yield whole ? { line, cells: record } : { line, cells: [], broken: `has more than ${MOST} characters` };
    }
  } finally {
    await records.return?.();
  }
}

function stopped({ code }: Stop, name: string, line: number): InvalidInput {
  return new InvalidInput(code, [{ where: `${name}, line ${line}`, ...STOPPED[code] }]);
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
