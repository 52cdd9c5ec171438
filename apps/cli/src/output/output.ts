import { Progress } from './progress.js';
import type { Sink } from './sink.js';
import { tableLines, type Column } from './table.js';

/**
 * What a command says. Results go to standard output, in lines for people or, with `--json`, as one JSON object;
 * everything on the way (progress, notes) goes to standard error.
 */
export class Output {
  constructor(
    readonly json: boolean,
    readonly out: Sink = process.stdout,
    readonly err: Sink = process.stderr,
  ) {}

  /** The result of the command: lines for people, the object for machines. Said once. */
  result(object: unknown, lines: readonly string[]): void {
    if (this.json) this.out.write(`${JSON.stringify(object)}\n`);
    else for (const line of lines) this.out.write(`${line}\n`);
  }

  /** Something worth knowing that is not the result. */
  note(line: string): void {
    this.err.write(`${line}\n`);
  }

  /** Rows as an aligned table. */
  table<R extends object>(rows: readonly R[], columns: readonly Column<R>[]): string[] {
    return tableLines(rows, columns);
  }

  /** Reports how far some work is: a bar on a terminal, a line now and then elsewhere. */
  progress(what: string, total: number | null, unit: string): Progress {
    return new Progress(this.err, what, total, unit);
  }
}
