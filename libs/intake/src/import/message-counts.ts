import type { Item, RowWork } from './row-work.js';

/** What became of the messages that rows are: each event that a row states is one. */
export interface MessageCounts {
  /** Counted as rows were read, apart from what became of them: the others must add up to it. */
  readonly received: number;
  /** By this import, whichever of its runs. */
  readonly recorded: number;
  readonly repeated: number;
  readonly refused: number;
}

/** A row as it was read: what becomes of it may refuse it, and never changes what it stated. */
type Stated = Pick<RowWork, 'reports' | 'problems'>;

/** Counts the messages of rows: as they are read, and again by what became of each. */
export class Messages {
  private received = 0;
  private recorded = 0;
  private repeated = 0;
  private refused = 0;

  /** Rows were read, and are about to be settled. */
  read(rows: readonly Stated[]): void {
    for (const row of rows) this.received += stated(row);
  }

  /** Rows that were read come again another time: nothing is known of them. */
  left(rows: readonly Stated[]): void {
    for (const row of rows) this.received -= stated(row);
  }

  settled(rows: readonly RowWork[]): void {
    for (const row of rows) {
      const { items, problems } = row;
      const recorded = items.filter(({ became }) => became === 'recorded').length;
      this.recorded += recorded;
      // What of a refused row stands in the log all the same was recorded; all else of it was refused.
      if (problems.length > 0) this.refused += stated(row) - recorded;
      else this.repeated += items.filter(isRepeat).length;
    }
  }

  counted(): MessageCounts {
    const { received, recorded, repeated, refused } = this;
    return { received, recorded, repeated, refused };
  }
}

/** A row that cannot be read states nobody knows how much: it is one message, as what cannot be read elsewhere is. */
function stated({ reports, problems }: Stated): number {
  return reports.length === 0 && problems.length > 0 ? 1 : reports.length;
}

function isRepeat({ became }: Item): boolean {
  return became === 'repeated';
}
