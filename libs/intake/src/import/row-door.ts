import type { Problem } from '#kernel';
import type { Door } from '../engine/door.js';
import type { FileRow } from './csv-rows.js';
import type { RowReport } from './row-reports.js';

/** Why a row is kept out, and its cells without what must not be kept. */
export interface KeptOut {
  readonly problems: readonly Problem[];
  readonly cells: readonly string[];
}

/** A row that was refused, on its way into the file of them. */
interface Refused {
  readonly row: FileRow;
  readonly problems: readonly Problem[];
  /** Its cells, where the door kept it out. */
  readonly cut?: readonly string[];
}

const CUT_OUT = '[cut out]';

/**
 * The door for the rows of a file: a row is kept out by what would be recorded of it, as a message is, and nothing of
 * what must not be kept stands in the file of refused rows, whatever they were refused for.
 */
export class RowDoor {
  constructor(
    private readonly door: Door,
    private readonly columns: readonly string[],
  ) {}

  /** Why a row must not be recorded; null where it may pass. */
  keepsOut({ cells }: FileRow, reports: readonly RowReport[]): KeptOut | null {
    for (const { emit, report, messageId } of reports) {
      const held = this.door.report({ ...report, stated: { id: messageId } });
      if (held === null) continue;
      const named = this.door.texts(this.columns, cells);
      const found = this.door.texts(this.columns, cells, true);
      if (found === null)
        // Put together out of several cells, or looked up: nobody can tell which of them it is.
        return {
          problems: held.problems.map((problem) => ({ ...problem, where: `${emit}.${problem.where}` })),
          cells: cells.map(() => CUT_OUT),
        };
      const { problems } = named ?? found;
      return {
        problems: problems.map((problem) => ({ ...problem, where: `column ${problem.where}` })),
        cells: found.texts,
      };
    }
    return null;
  }

  /** A refused row as it may be kept. */
  kept({ row, problems, cut }: Refused): { readonly row: FileRow; readonly problems: readonly Problem[] } {
    // Where cells are missing nobody knows which name is whose.
    const strictly = row.cells.length !== this.columns.length;
    const cells = cut ?? this.door.texts(this.columns, row.cells, strictly)?.texts ?? row.cells;
    return { row: { ...row, cells }, problems: this.door.problems(problems) };
  }
}
