import type { Problem } from '#kernel';
import type { ImportOutcome, ImportProgress } from './import-outcome.js';
import { reasonOf } from './refused-rows.js';
import type { Item, RowWork } from './row-work.js';

/** Different reasons that are counted each for itself. */
const MOST_REASONS = 200;

/** Counts what became of rows. */
export class Counts {
  private rows = 0;
  private leftOut = 0;
  private refused = 0;
  private readonly types = new Map<string, { recorded: number; repeated: number }>();
  private readonly reasons = new Map<string, number>();

  add(rows: readonly RowWork[]): void {
    for (const { items, problems } of rows) {
      this.rows++;
      const refused = problems.length > 0;
      if (refused) this.refuse(problems);
      else if (items.length === 0) this.leftOut++;
      // Where somebody else was faster with one event of a row, the log holds the others all the same.
      for (const { type, became } of items) if (!refused || became === 'recorded') this.count(type, became);
    }
  }

  private count(type: string, became: Item['became']): void {
    const counted = this.types.get(type) ?? { recorded: 0, repeated: 0 };
    counted[became === 'repeated' ? 'repeated' : 'recorded']++;
    this.types.set(type, counted);
  }

  private refuse(problems: readonly Problem[]): void {
    this.refused++;
    for (const reason of new Set(problems.map(reasonOf))) {
      const key = this.reasons.has(reason) || this.reasons.size < MOST_REASONS ? reason : 'something else';
      this.reasons.set(key, (this.reasons.get(key) ?? 0) + 1);
    }
  }

  /** All of it, until now. */
  progress(): Omit<ImportProgress, 'bytes'> {
    let recorded = 0;
    let repeated = 0;
    for (const counted of this.types.values()) {
      recorded += counted.recorded;
      repeated += counted.repeated;
    }
    return { ...this.outcome(), recorded, repeated };
  }

  outcome(): Omit<ImportOutcome, 'interrupted'> {
    const { rows, leftOut, refused } = this;
    return {
      rows,
      leftOut,
      refused,
      types: [...this.types]
        .map(([type, counted]) => ({ type, ...counted }))
        .sort((a, b) => (a.type < b.type ? -1 : 1)),
      reasons: [...this.reasons].map(([reason, count]) => ({ reason, rows: count })).sort((a, b) => b.rows - a.rows),
    };
  }
}
