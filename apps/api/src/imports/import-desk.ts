import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Commanding } from '#automation';
import type { LookupPlace } from '#intake';
import { broken, BrokenRule, InvalidInput, type Position } from '#kernel';
import { importTold, type ImportedType, type ImportItem, type ImportState } from '#queries';
import { historyAdmission } from '../composition/history-admission.js';
import { Imports, type Begun } from '../composition/imports.js';
import type { AskedImport } from '../composition/started-imports.js';
import type { Runtime } from '../composition/runtime.js';
import { Missing } from '../edge/errors.js';
import { DryRuns } from './dry-runs.js';
import { ImportNotes } from './import-notes.js';
import { ImportRuns } from './import-runs.js';
import { keepTidy } from './tidying.js';
import { Uploads } from './uploads.js';

/** An uploaded file by its id, the mapping's text, and uploaded files by the names the mapping looks up in. */
export interface AskedFile {
  readonly file: string;
  readonly mapping: string;
  readonly lookups?: Readonly<Record<string, string>> | undefined;
}

/** For so long whoever holds an import is waited for to say in the log that it has begun, in milliseconds. */
const BEGINNING_MS = 5_000;

/** Whether an import was held, or its command decided, by somebody else: what goes wrong otherwise went wrong here. */
function toldTwice(error: unknown): boolean {
  return error instanceof InvalidInput || (error instanceof BrokenRule && error.code === 'import.running');
}

function unknownImport(id: string): Missing {
  return new Missing('import.unknown', `there is no import ${id}`);
}

/** Everything that is done with files over HTTP: uploads, dry runs, and imports under way. One for each process. */
export class ImportDesk implements OnModuleDestroy {
  readonly uploads: Uploads;
  readonly imports: Imports;
  readonly dryRuns: DryRuns;
  readonly runs: ImportRuns;
  readonly notes: ImportNotes;
  private readonly stopTidying: () => Promise<void>;

  constructor(private readonly runtime: Runtime) {
    const { store, readModels, decisions, configuration, logger } = runtime;
    const folder = join(configuration.home, 'imports');
    this.uploads = new Uploads(folder, configuration.uploadLimit);
    this.notes = new ImportNotes(folder);
    this.imports = new Imports({
      store,
      decisions,
      admission: historyAdmission({ log: store.log, pool: store.pool, readModels }),
      forbidden: configuration.forbiddenPatterns,
    });
    this.dryRuns = new DryRuns(this.imports);
    this.runs = new ImportRuns({ imports: this.imports, uploads: this.uploads, notes: this.notes, logger });
    this.stopTidying = keepTidy({ uploads: this.uploads, notes: this.notes, decisions, logger });
  }

  /** What is on its way is recorded; the same import goes on from there when it is resumed. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.runs.close(), this.dryRuns.close(), this.stopTidying()]);
  }

  /** What a dry run needs of an uploaded file. Throws InvalidInput (`mapping.invalid`), Missing (`import.file-unknown`). */
  async fileToTry({ file, mapping, lookups = {} }: AskedFile): Promise<{
    readonly path: string;
    readonly fileName: string;
    readonly bytes: number;
    readonly mapping: ReturnType<Imports['parse']>;
    readonly folder: LookupPlace;
  }> {
    const parsed = this.imports.parse(mapping);
    const { path, name, bytes } = await this.uploads.get(file);
    return { path, fileName: name, bytes, mapping: parsed, folder: await this.uploads.lookupsOf(lookups) };
  }

  /** Begins to bring an uploaded file in. The same command again is answered the same, unless it was interrupted. */
  async begin({ file, mapping, lookups = {} }: AskedFile, name: string | undefined, by: Commanding): Promise<Begun> {
    const parsed = this.imports.parse(mapping, { recorded: true });
    const upload = await this.uploads.get(file);
    const called = name === undefined ? {} : { name };
    const said = { mapping: parsed, sha256: upload.sha256, ...called };
    const asked = { upload, mapping: parsed, lookups, ...called };
    const before = await this.imports.begun.ofCommand(by, said);
    if (before === null) {
      this.imports.parse(mapping);
      try {
        return await this.runs.begin(asked, by);
      } catch (error) {
        const begun = toldTwice(error) ? await this.begunMeanwhile(error, by, said) : null;
        if (begun === null) throw error;
        return { id: begun, resumed: false, bytes: upload.bytes };
      }
    }
    if ((await this.told(before)).state === 'interrupted') return this.runs.resume(before, asked, by);
    return { id: before, resumed: false, bytes: upload.bytes };
  }

  /**
   * The import that the same command began while this one tried to: sent again before the first was answered. Whoever holds
   * an import says in the log by which command it was begun, a moment later. Null where it was another one.
   */
  private async begunMeanwhile(error: unknown, by: Commanding, said: AskedImport): Promise<string | null> {
    const held = error instanceof BrokenRule ? error.detail['import'] : undefined;
    for (const until = performance.now() + BEGINNING_MS; ; await sleep(BEGINNING_MS / 100)) {
      const wasBegun = typeof held !== 'string' || (await this.imports.begun.started(held)) !== null;
      const begun = await this.imports.begun.ofCommand(by, said);
      if (begun !== null || wasBegun || performance.now() > until) return begun;
    }
  }

  /** Goes on with an import that was interrupted. Throws BrokenRule `import.not-interrupted`, Missing `import.file-unknown`. */
  async resume(id: string, by: Commanding): Promise<Begun> {
    const { state, file: called } = await this.told(id);
    if (state !== 'interrupted') throw broken('import.not-interrupted', { import: id, state });
    const started = (await this.imports.begun.started(id))!;
    const note = await this.notes.read(id);
    if (note === null)
      throw new Missing(
        'import.file-unknown',
        `the file ${called} is not here any more: upload it, and begin with it again`,
      );
    const upload = await this.uploads.get(note.file);
    const parsed = this.imports.parse(await this.imports.begun.document(started), { recorded: true });
    return this.runs.resume(id, { upload, mapping: { ...parsed, source: started.source }, lookups: note.lookups }, by);
  }

  /** An import as it is now. Throws Missing (`import.unknown`). */
  async state(id: string): Promise<ImportState> {
    const { types: stated, ...told } = await this.told(id);
    // Before the files are looked at: what it has refused until now stands in one.
    const run = this.runs.find(id);
    // Its lock is let go of before what became of it is known here.
    const running = told.state === 'running' || (told.state === 'interrupted' && run?.running === true);
    const item = { ...told, state: running ? 'running' : told.state } as const;
    const [note, refusedFile, document] = await Promise.all([
      this.notes.read(id),
      this.notes.anyRefused(id),
      this.imports.begun.document(item),
    ]);
    const files = note === null ? [] : [note.file, ...Object.values(note.lookups)];
    return {
      ...item,
      running,
      progress: run?.progress ?? null,
      reasons: run?.reasons ?? note?.reasons ?? null,
      types: stated ?? run?.types ?? null,
      problem: item.state === 'interrupted' ? (run?.problem ?? null) : null,
      refusedFile,
      document,
      canResume: item.state === 'interrupted' && note !== null && (await this.uploads.areThere(files)),
      lookups: note?.lookups ?? {},
    };
  }

  /** Stops an import of this process. Throws BrokenRule `import.not-running`, Missing (`import.unknown`). */
  async stop(id: string): Promise<void> {
    if (this.runs.find(id) === null) await this.told(id);
    await this.runs.stop(id);
  }

  /** The refused rows of an import until now. Throws Missing (`import.unknown`, `import.nothing-refused`). */
  async refused(id: string): Promise<{ readonly name: string; readonly encoding: string; readonly rows: Readable }> {
    const { file, ...item } = await this.told(id);
    if (!(await this.notes.anyRefused(id)))
      throw new Missing('import.nothing-refused', 'no row was refused, or the refused rows are not here any more');
    return {
      name: `${file.replace(/(\.csv)?(\.gz)?$/i, '')}.refused.csv`,
      encoding: this.imports.parse(await this.imports.begun.document(item), { recorded: true }).file.encoding,
      rows: createReadStream(this.notes.refusedPath(id)),
    };
  }

  /** Takes back all of an import. Throws BrokenRule `import.running`, Missing (`import.unknown`). */
  async undo(id: string, reason: string | undefined, by: Commanding): Promise<Position> {
    // What this process is at needs no connection to be found out.
    if (this.runs.find(id)?.running === true) throw broken('import.running', { import: id });
    try {
      return (await this.imports.undo(id, reason, by)).position;
    } catch (error) {
      if (error instanceof BrokenRule && error.code === 'import.unknown') throw unknownImport(id);
      throw error;
    }
  }

  private async told(id: string): Promise<ImportItem & { readonly types: readonly ImportedType[] | null }> {
    const { answer: found } = await this.runtime.queries.ask(importTold, { import: id });
    if (found === null) throw unknownImport(id);
    return { ...found.item, types: found.types };
  }
}
