import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Commanding, Decisions } from '#automation';
import { keepImportBooks } from '#event-log';
import {
  Door,
  openImport,
  parseMapping,
  runImport,
  tryImport,
  type Admission,
  type ImportMapping,
  type ImportOutcome,
  type ImportProgress,
  type LookupPlace,
  type Tried,
  type TryOptions,
} from '#intake';
import { fileImport, finishImport, importMapping, saveImportMapping, startImport, undoImport } from '#journey';
import { ask, broken, InvalidInput, type Position } from '#kernel';
import { alone } from './import-lock.js';
import { StartedImports, type Started } from './started-imports.js';
import type { Store } from './store.js';

/** What imports work on. */
export interface ImportsOptions {
  readonly store: Pick<Store, 'log' | 'vault' | 'ids' | 'catalogue' | 'url' | 'region'>;
  readonly decisions: Decisions;
  readonly admission?: Admission;
  /** Patterns of what must not be kept. */
  readonly forbidden: readonly string[];
}

/** A file to bring in. */
export interface FileToImport {
  readonly path: string;
  readonly mapping: ImportMapping;
  /** Where the mapping's look-ups are; beside the file if missing. */
  readonly folder?: LookupPlace;
  /** The file's name as people know it; its own if missing. */
  readonly fileName?: string;
  /** Of the import; the file's if missing. */
  readonly name?: string;
  /** Where refused rows go, by the import's id. */
  readonly refusedPath: string | ((id: string) => string);
  /** SHA-256 of the file in hex, where it is known already. */
  readonly sha256?: string;
}

/** What is told while an import runs, and how it is stopped. */
export interface Watching {
  /** Nothing is read before it has resolved. */
  readonly onStart?: (started: Begun) => void | Promise<void>;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

/** An import that has begun. */
export interface Begun {
  readonly id: string;
  /** It was interrupted before, and goes on. */
  readonly resumed: boolean;
  readonly bytes: number;
}

/** An import that is over, or was interrupted. */
export interface Imported extends ImportOutcome, Begun {
  /** Whoever waits for it sees all of the import. */
  readonly position: Position;
}

/** Files that are brought in, and taken back: the same from the command line and over HTTP. */
export class Imports {
  /** What they were begun with. */
  readonly begun: StartedImports;
  private readonly door: Door;

  constructor(private readonly options: ImportsOptions) {
    this.begun = new StartedImports(options.store);
    this.door = new Door(options.forbidden);
  }

  /** Reads a mapping. Throws InvalidInput (`mapping.invalid`) with the line and column of every problem. */
  parse(document: string, how: { readonly recorded?: boolean } = {}): ImportMapping {
    return parseMapping(document, this.options.store.catalogue, how);
  }

  /** What would become of a file; nothing is recorded. */
  dryRun(
    file: Pick<FileToImport, 'path' | 'fileName' | 'mapping' | 'folder'>,
    options: TryOptions = {},
  ): Promise<Tried> {
    const { catalogue, region } = this.options.store;
    return tryImport({ ...file, folder: file.folder ?? dirname(file.path) }, catalogue, {
      region,
      door: this.door,
      ...options,
    });
  }

  /**
   * Brings a file in, from where an earlier run of the same file and mapping was cut off. Throws InvalidInput where they
   * do not fit together, BrokenRule `import.running` where another process is at it.
   */
  async run(file: FileToImport, by: Commanding, watching: Watching = {}): Promise<Imported> {
    await this.refuseUnfit(file);
    const saved = await this.save(file.mapping, by);
    const { digest, bytes } = await this.digestOf(file);
    const { id, resumed } = await this.idOf(saved, file.mapping.source, digest);
    const fileName = file.fileName ?? basename(file.path);
    const start = {
      name: file.name ?? fileName,
      source: file.mapping.source,
      mapping: saved.mapping,
      mappingVersion: saved.version,
      file: fileName,
      digest,
      bytes,
    };
    return this.bringIn(file, { id, resumed, bytes }, start, by, watching);
  }

  /**
   * Goes on with an import that was interrupted, by the file and the mapping it was begun with: whatever its mapping is
   * called and says now. Throws BrokenRule `import.running`, `import.unknown`, `import.over`; InvalidInput
   * (`import.another-file`) where this is not the file it was begun with.
   */
  async resume(id: string, file: FileToImport, by: Commanding, watching: Watching = {}): Promise<Imported> {
    const start = await this.begun.started(id);
    if (start === null) throw broken('import.unknown', { import: id });
    await this.refuseUnfit(file);
    const { digest, bytes } = await this.digestOf(file);
    if (digest !== start.digest)
      throw new InvalidInput('import.another-file', [
        { where: 'file', what: `is not ${start.file} as it was when the import began` },
      ]);
    return this.bringIn(file, { id, resumed: true, bytes }, start, by, watching);
  }

  private async bringIn(
    file: FileToImport,
    { id, resumed, bytes }: Begun,
    start: Started,
    by: Commanding,
    watching: Watching,
  ): Promise<Imported> {
    const { store, decisions } = this.options;
    const { refusedPath } = file;
    return alone(store.url, id, async (client, lost) => {
      await decisions.run(ask(startImport, id, start), { ...by, commandId: `${by.commandId}/start` });
      const begun = { id, resumed, bytes };
      await watching.onStart?.(begun);
      const { messages, ...outcome } = await runImport(
        {
          path: file.path,
          fileName: file.fileName,
          mapping: file.mapping,
          folder: file.folder ?? dirname(file.path),
          refusedPath: typeof refusedPath === 'string' ? refusedPath : refusedPath(id),
        },
        {
          log: store.log,
          vault: store.vault,
          ids: store.ids,
          catalogue: store.catalogue,
          region: store.region,
          import: id,
          actor: by.by,
          ...(by.authority === undefined ? {} : { authority: by.authority }),
          ...(this.options.admission === undefined ? {} : { admission: this.options.admission }),
          client,
          door: this.door,
          ...(watching.onProgress === undefined ? {} : { onProgress: watching.onProgress }),
          signal: AbortSignal.any([lost, ...(watching.signal === undefined ? [] : [watching.signal])]),
        },
      );
      // Nobody else was kept from this import since: whether it was undone meanwhile is found out when it goes on.
      if (outcome.interrupted) lost.throwIfAborted();
      const { received, recorded, repeated, refused: unfit } = messages;
      await keepImportBooks(client, {
        import: id,
        source: file.mapping.source,
        at: Date.now(),
        rows: outcome.rows,
        received: received - recorded,
        repeated,
        refused: unfit,
      });
      if (outcome.interrupted) return { ...outcome, ...begun, position: (await store.log.head()).position };
      const { rows, leftOut, refused, types } = outcome;
      const { position } = await decisions.run(ask(finishImport, id, { rows, leftOut, refused, types }), {
        ...by,
        commandId: `${by.commandId}/finish`,
      });
      return { ...outcome, ...begun, position };
    });
  }

  private async refuseUnfit({ path, fileName, mapping, folder = dirname(path) }: FileToImport): Promise<void> {
    (await openImport({ path, fileName, mapping, folder }, this.options.store.catalogue)).file.close();
  }

  /** Takes back all of an import. Throws BrokenRule: `import.unknown`, `import.running`. */
  async undo(id: string, reason: string | undefined, by: Commanding): Promise<{ readonly position: Position }> {
    return alone(this.options.store.url, id, async () => {
      const { position } = await this.options.decisions.run(
        ask(undoImport, id, reason === undefined ? {} : { reason }),
        by,
      );
      return { position };
    });
  }

  private async save(
    mapping: ImportMapping,
    by: Commanding,
  ): Promise<{ readonly mapping: string; readonly version: number }> {
    const { store, decisions } = this.options;
    const id = store.ids.derived('import-mapping', mapping.name);
    const says = { name: mapping.name, document: mapping.document };
    await decisions.run(ask(saveImportMapping, id, says), { ...by, commandId: `${by.commandId}/mapping` });
    const { version } = await decisions.state(importMapping, id);
    return { mapping: id, version };
  }

  private async digestOf({ path, sha256 }: FileToImport): Promise<{ readonly digest: string; readonly bytes: number }> {
    const { size } = await stat(path);
    return { digest: this.options.store.ids.fingerprint(sha256 ?? (await sha256Of(path))), bytes: size };
  }

  /** The import of a file and a mapping that is not over yet: the one that was interrupted, else the next one. */
  private async idOf(
    { mapping, version }: { readonly mapping: string; readonly version: number },
    source: string,
    digest: string,
  ): Promise<{ readonly id: string; readonly resumed: boolean }> {
    const { store, decisions } = this.options;
    for (let attempt = 0; ; attempt++) {
      const id = store.ids.derived('import', mapping, String(version), source, digest, String(attempt));
      const { status } = await decisions.state(fileImport, id);
      if (status === 'unknown' || status === 'started') return { id, resumed: status === 'started' };
    }
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
