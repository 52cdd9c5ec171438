import type { Commanding } from '#automation';
import { Pace, type FileProblem, type ImportMapping, type ImportProgress, type Progress } from '#intake';
import { broken } from '#kernel';
import type { Logger } from '#platform';
import type { Begun, FileToImport, Imports, Watching } from '../composition/imports.js';
import { TooMany } from '../edge/errors.js';
import { answerTo } from '../edge/problem.js';
import type { ImportNotes } from './import-notes.js';
import type { Upload, Uploads } from './uploads.js';

/** An uploaded file, what it means, and the uploaded files it is looked up in. */
export interface UploadToImport {
  readonly upload: Upload;
  readonly mapping: ImportMapping;
  readonly lookups: Readonly<Record<string, string>>;
  readonly name?: string;
}

/** A run of an import in this process, under way or over. */
export interface ImportRun {
  readonly running: boolean;
  readonly progress: Progress;
  readonly types: ImportProgress['types'];
  readonly reasons: ImportProgress['reasons'];
  /** Why it ended early, where nobody asked it to. */
  readonly problem: FileProblem | null;
}

type Work = (file: FileToImport, watching: Watching) => Promise<unknown>;

interface Run {
  readonly pace: Pace;
  readonly stopping: AbortController;
  /** Resolves once it is over, however that came. */
  readonly over: Promise<void>;
  running: boolean;
  problem: FileProblem | null;
  last: Pick<ImportProgress, 'types' | 'reasons'>;
}

/** Files brought in at the same time: each has a connection of its own, and its look-ups in memory. */
const AT_ONCE = 4;
/** How many runs are remembered that are over. */
const REMEMBERED = 100;

/** The imports this process brings in: begun, watched, stopped, and gone on with. */
export class ImportRuns {
  private readonly runs = new Map<string, Run>();
  private readonly working = new Set<Promise<unknown>>();
  private closed = false;

  constructor(
    private readonly options: {
      readonly imports: Imports;
      readonly uploads: Uploads;
      readonly notes: ImportNotes;
      readonly logger: Logger;
    },
  ) {}

  /** Begins to bring a file in; answers when it has begun. Throws TooMany (`import.too-many`), else as `Imports.run`. */
  begin(asked: UploadToImport, by: Commanding): Promise<Begun> {
    return this.watched(asked, (file, watching) => this.options.imports.run(file, by, watching));
  }

  /** Goes on with an import that was interrupted. Throws TooMany (`import.too-many`), else as `Imports.resume`. */
  resume(id: string, asked: UploadToImport, by: Commanding): Promise<Begun> {
    return this.watched(asked, (file, watching) => this.options.imports.resume(id, file, by, watching));
  }

  /** What this process knows of an import; null where it never was at it. */
  find(id: string): ImportRun | null {
    const run = this.runs.get(id);
    if (run === undefined) return null;
    const { running, problem, pace, last } = run;
    return { running, problem, progress: pace.progress(), ...last };
  }

  /** Stops an import: what is on its way is recorded. Throws BrokenRule `import.not-running`, also for another process's. */
  async stop(id: string): Promise<void> {
    const run = this.runs.get(id);
    if (run?.running !== true) throw broken('import.not-running', { import: id });
    run.stopping.abort();
    await run.over;
  }

  /** Stops all of them: each goes on where it is asked for again. */
  async close(): Promise<void> {
    this.closed = true;
    for (const run of this.runs.values()) run.stopping.abort();
    await Promise.allSettled(this.working);
  }

  private watched(asked: UploadToImport, work: Work): Promise<Begun> {
    if (this.working.size >= AT_ONCE)
      return Promise.reject(
        new TooMany('import.too-many', `${AT_ONCE} files are being brought in already: wait for one of them`, 10),
      );
    return new Promise((resolve, reject) => {
      const working: Promise<void> = this.carryOut(asked, work, resolve, () => working)
        .catch(reject)
        .finally(() => {
          this.working.delete(working);
        });
      this.working.add(working);
    });
  }

  /** Brings a file in to its end, or until it is stopped. Rejects only where it did not even begin. */
  private async carryOut(
    asked: UploadToImport,
    work: Work,
    onBegun: (begun: Begun) => void,
    over: () => Promise<void>,
  ): Promise<void> {
    const stopping = new AbortController();
    if (this.closed) stopping.abort();
    const started: { readonly id: string; readonly run: Run }[] = [];
    try {
      await work(await this.fileOf(asked), {
        signal: stopping.signal,
        onStart: async (begun) => {
          // closed meanwhile: nobody found it in the list to stop it
          if (this.closed) stopping.abort();
          started.push({ id: begun.id, run: await this.started(begun, asked, stopping, over) });
          onBegun(begun);
        },
        onProgress: (progress) => {
          const { run } = started[0]!;
          run.pace.at(progress);
          run.last = { types: progress.types, reasons: progress.reasons };
        },
      });
    } catch (error) {
      const [one] = started;
      if (one === undefined) throw error;
      this.options.logger.warn({ err: error, import: one.id }, 'An import ended early: resumed, it goes on');
      await this.ended(one, asked, answerTo(error, { method: 'POST' }).problem);
      return;
    }
    for (const one of started) await this.ended(one, asked, null);
  }

  private async ended(
    { id, run }: { readonly id: string; readonly run: Run },
    asked: UploadToImport,
    problem: FileProblem | null,
  ): Promise<void> {
    run.running = false;
    run.problem = problem;
    run.pace.end();
    await this.noted(id, asked, run.last.reasons);
  }

  private async fileOf({ upload, mapping, lookups, name }: UploadToImport): Promise<FileToImport> {
    const { uploads, notes } = this.options;
    return {
      path: upload.path,
      fileName: upload.name,
      sha256: upload.sha256,
      mapping,
      folder: await uploads.lookupsOf(lookups),
      refusedPath: (id) => notes.refusedPath(id),
      ...(name === undefined ? {} : { name }),
    };
  }

  private async started(
    { id, bytes }: Begun,
    asked: UploadToImport,
    stopping: AbortController,
    over: () => Promise<void>,
  ): Promise<Run> {
    await this.options.notes.forgetRefused(id);
    await this.noted(id, asked, null);
    const run: Run = {
      pace: new Pace(bytes),
      stopping,
      over: Promise.resolve().then(over),
      running: true,
      problem: null,
      last: { types: [], reasons: [] },
    };
    // the newest stands last: what was over first is forgotten first
    this.runs.delete(id);
    this.runs.set(id, run);
    for (const [other, { running }] of this.runs) {
      if (this.runs.size <= REMEMBERED) break;
      if (!running) this.runs.delete(other);
    }
    return run;
  }

  /** Written down for whoever asks after a restart. */
  private async noted(
    id: string,
    { upload, lookups }: UploadToImport,
    reasons: ImportProgress['reasons'] | null,
  ): Promise<void> {
    const { notes, logger } = this.options;
    await notes
      .write(id, { file: upload.file, lookups, reasons })
      .catch((error: unknown) => logger.warn({ err: error, import: id }, 'What is known of an import was not noted'));
  }
}
