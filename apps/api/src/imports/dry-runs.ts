import { randomUUID } from 'node:crypto';
import { Pace, type DryRunState, type FileProblem, type Tried } from '#intake';
import type { FileToImport, Imports } from '../composition/imports.js';
import { Missing, TooMany } from '../edge/errors.js';
import { answerTo } from '../edge/problem.js';

interface DryRun {
  readonly pace: Pace;
  state: DryRunState['state'];
  tried: Tried | null;
  problem: FileProblem | null;
}

/** Whole files tried at the same time, and first rows: each keeps its look-ups in memory. */
const AT_ONCE = 4;
/** Results that are remembered. */
const REMEMBERED = 50;
/** How many rows are shown as what they become, and of those refused. */
const SHOWN = 20;

type FileToTry = Pick<FileToImport, 'path' | 'fileName' | 'mapping' | 'folder'>;

/** Files that are tried: the first rows at once, whole ones while nobody waits. Results are kept in memory. */
export class DryRuns {
  private readonly stopping = new AbortController();
  private readonly runs = new Map<string, DryRun>();
  private readonly running = new Set<Promise<void>>();
  private readonly firsts = new Set<Promise<Tried>>();

  constructor(private readonly imports: Imports) {}

  /** Tries the first rows of a file. Throws TooMany (`import.too-many`). */
  async first(file: FileToTry, rows: number): Promise<Tried> {
    refuseMore(this.firsts, 1);
    const trying = this.imports.dryRun(file, { rows, shown: SHOWN, signal: this.stopping.signal });
    this.firsts.add(trying);
    try {
      return await trying;
    } finally {
      this.firsts.delete(trying);
    }
  }

  /** Begins to try a whole file. Throws TooMany (`import.too-many`). */
  begin(file: FileToTry, bytes: number): string {
    refuseMore(this.running, 5);
    const id = randomUUID();
    const run: DryRun = { pace: new Pace(bytes), state: 'running', tried: null, problem: null };
    this.runs.set(id, run);
    const working = this.imports
      .dryRun(file, { shown: SHOWN, signal: this.stopping.signal, onProgress: (progress) => run.pace.at(progress) })
      .then((tried) => Object.assign(run, { state: 'done', tried }))
      .catch((error: unknown) =>
        Object.assign(run, { state: 'failed', problem: answerTo(error, { method: 'POST' }).problem }),
      )
      .then(() => {
        run.pace.end();
        this.running.delete(working);
      });
    this.running.add(working);
    this.forget();
    return id;
  }

  /** How far it is. Throws Missing (`import.dry-run-unknown`). */
  get(id: string): DryRunState {
    const run = this.runs.get(id);
    if (run === undefined)
      throw new Missing('import.dry-run-unknown', `there is no dry run ${id}, or not any more: begin another`);
    const { pace, ...said } = run;
    return { ...said, progress: pace.progress() };
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled([...this.running, ...this.firsts]);
  }

  private forget(): void {
    for (const [id, { state }] of this.runs) {
      if (this.runs.size <= REMEMBERED) return;
      if (state !== 'running') this.runs.delete(id);
    }
  }
}

/** Throws TooMany where so many are under way already. */
function refuseMore({ size }: ReadonlySet<unknown>, retryAfterSeconds: number): void {
  if (size >= AT_ONCE)
    throw new TooMany(
      'import.too-many',
      `${AT_ONCE} files are being tried already: wait for one of them`,
      retryAfterSeconds,
    );
}
