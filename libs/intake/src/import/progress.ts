import type { ImportProgress } from './import-outcome.js';

/** How far a file is that is being read. */
export interface Progress {
  /** Of the file as it is on the disk. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly rows: number;
  readonly recorded: number;
  readonly repeated: number;
  readonly refused: number;
  /** Rows a second over the last seconds; 0 once nobody reads it any more. */
  readonly rate: number;
  /** Null while nobody can tell. */
  readonly secondsLeft: number | null;
  readonly startedAt: string;
}

/** What ended the reading of a file before its end: a problem as every error is answered. */
export interface FileProblem {
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string; readonly remedy?: string }[];
}

/** Over how long a pace is measured. Milliseconds. */
const WINDOW = 10_000;
/** Less than this says nothing of the pace. Milliseconds. */
const ENOUGH = 500;

interface Sample {
  readonly at: number;
  readonly bytes: number;
  readonly rows: number;
}

/** Measures how fast a file is read. */
export class Pace {
  private readonly startedAt: number;
  private samples: Sample[];
  private last: Pick<ImportProgress, 'bytes' | 'rows' | 'recorded' | 'repeated' | 'refused'> = {
    bytes: 0,
    rows: 0,
    recorded: 0,
    repeated: 0,
    refused: 0,
  };
  private over = false;

  constructor(
    private readonly totalBytes: number,
    private readonly clock: () => number = Date.now,
  ) {
    this.startedAt = clock();
    this.samples = [{ at: this.startedAt, bytes: 0, rows: 0 }];
  }

  /** Hears how far it is. */
  at(progress: ImportProgress): void {
    const { bytes, rows, recorded, repeated, refused } = progress;
    this.last = { bytes, rows, recorded, repeated, refused };
    const now = this.clock();
    this.samples.push({ at: now, bytes, rows });
    // one that is older is kept: what lies between it and now is the window
    while (this.samples.length > 2 && this.samples[1]!.at <= now - WINDOW) this.samples.shift();
  }

  /** Nobody reads any more. */
  end(): void {
    this.over = true;
  }

  progress(): Progress {
    const [first] = this.samples;
    const passed = this.clock() - first!.at;
    const perSecond = (done: number): number => (this.over || passed < ENOUGH ? 0 : (done * 1_000) / passed);
    const bytesPerSecond = perSecond(this.last.bytes - first!.bytes);
    return {
      ...this.last,
      totalBytes: this.totalBytes,
      rate: Math.round(perSecond(this.last.rows - first!.rows)),
      secondsLeft:
        bytesPerSecond === 0 ? null : Math.ceil(Math.max(0, this.totalBytes - this.last.bytes) / bytesPerSecond),
      startedAt: new Date(this.startedAt).toISOString(),
    };
  }
}
