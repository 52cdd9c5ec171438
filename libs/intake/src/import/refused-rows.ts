import { open, rm, type FileHandle } from 'node:fs/promises';
import iconv from 'iconv-lite';
import type { Problem } from '#kernel';
import type { FileRow } from './csv-rows.js';
import type { FileFormat } from './mapping.js';

/** How the file is written that rows were refused of. */
type RefusedFormat = Pick<FileFormat, 'delimiter' | 'quote' | 'encoding' | 'header'>;

/** What is taken for something else where it is not quoted. */
const SPACED = /[\r\n]|^\s|\s$/;

/**
 * The rows of a file that could not be recorded, as that file is written, so that the same mapping reads them once they
 * are corrected: its columns, the line, and why. It is begun anew with every run, as the rows are: so none is missing,
 * and none stands there twice. It is not there while nothing was refused.
 */
export class RefusedRows {
  private file: FileHandle | null = null;
  private waiting: Promise<void> = Promise.resolve();
  /** One for the whole file: some encodings begin with a mark. */
  private readonly encoder: iconv.EncoderStream;

  private constructor(
    private readonly path: string,
    private readonly columns: readonly string[],
    private readonly format: RefusedFormat,
  ) {
    this.encoder = iconv.getEncoder(format.encoding);
  }

  /** Removes what an earlier run refused: it may be refused no more. */
  static async begin(path: string, columns: readonly string[], format: RefusedFormat): Promise<RefusedRows> {
    await rm(path, { force: true });
    return new RefusedRows(path, columns, format);
  }

  /** Rows follow each other as they are handed over. */
  add(rows: readonly { readonly row: FileRow; readonly problems: readonly Problem[] }[]): Promise<void> {
    if (rows.length === 0) return this.waiting;
    const text = rows
      .map(({ row, problems }) => this.line([...this.padded(row.cells), String(row.line), why(problems)]))
      .join('');
    this.waiting = this.waiting.then(() => this.write(text));
    return this.waiting;
  }

  /** Everything handed over is on the disk. */
  async close(): Promise<void> {
    try {
      await this.waiting;
      const rest = this.file === null ? undefined : this.encoder.end();
      if (rest !== undefined) await this.file?.writeFile(rest);
      await this.file?.sync();
    } finally {
      await this.file?.close();
      this.file = null;
    }
  }

  private async write(text: string): Promise<void> {
    if (this.file === null) {
      this.file = await open(this.path, 'w', 0o600);
      if (this.format.header) await this.written(this.file, this.line([...this.columns, 'line', 'reason']));
    }
    await this.written(this.file, text);
  }

  /** `writeFile` writes on until all of it is written. */
  private async written(file: FileHandle, text: string): Promise<void> {
    await file.writeFile(this.encoder.write(text));
  }

  private padded(cells: readonly string[]): string[] {
    return Array.from({ length: Math.max(cells.length, this.columns.length) }, (_, i) => cells[i] ?? '');
  }

  private line(cells: readonly string[]): string {
    const { delimiter, quote } = this.format;
    const quoted = cells.map((cell) =>
      cell.includes(quote) || cell.includes(delimiter) || SPACED.test(cell)
        ? `${quote}${cell.replaceAll(quote, quote + quote)}${quote}`
        : cell,
    );
    return `${quoted.join(delimiter)}\n`;
  }
}

function why(problems: readonly Problem[]): string {
  return problems.map(({ where, what }) => (where === '' ? what : `${where}: ${what}`)).join('; ');
}

/** A reason without the values of its row, to be counted by. */
export function reasonOf({ where, what }: Problem): string {
  const said = what.replaceAll(/"(?:[^"\\]|\\.)*"/g, '…').replaceAll(/\d[\d:.TZ-]*/g, '…');
  return where === '' ? said : `${where}: ${said}`;
}
