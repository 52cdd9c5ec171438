import { open, type FileHandle } from 'node:fs/promises';
import type { Problem } from '#kernel';
import type { FileRow } from './csv-rows.js';

/**
 * The rows of a file that could not be recorded, as CSV: its columns, the line, and why. The file is begun anew with
 * every run, as the rows are: so none is missing, and none stands there twice. It is not there while nothing was refused.
 */
export class RefusedRows {
  private file: FileHandle | null = null;
  private waiting: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly columns: readonly string[],
    private readonly delimiter: string,
  ) {}

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
      await this.file?.sync();
    } finally {
      await this.file?.close();
      this.file = null;
    }
  }

  private async write(text: string): Promise<void> {
    if (this.file === null) {
      this.file = await open(this.path, 'w', 0o600);
      await this.file.write(this.line([...this.columns, 'line', 'reason']));
    }
    await this.file.write(text);
  }

  private padded(cells: readonly string[]): string[] {
    return Array.from({ length: Math.max(cells.length, this.columns.length) }, (_, i) => cells[i] ?? '');
  }

  private line(cells: readonly string[]): string {
    const quoted = cells.map((cell) =>
      cell.includes('"') || cell.includes(this.delimiter) || /[\r\n]|^\s|\s$/.test(cell)
        ? `"${cell.replaceAll('"', '""')}"`
        : cell,
    );
    return `${quoted.join(this.delimiter)}\n`;
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
