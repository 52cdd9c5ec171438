import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Commanding, Decisions } from '#automation';
import {
  openImport,
  parseMapping,
  runImport,
  tryImport,
  type Admission,
  type ImportMapping,
  type ImportOutcome,
  type ImportProgress,
  type Tried,
} from '#intake';
import { fileImport, finishImport, importMapping, saveImportMapping, startImport, undoImport } from '#journey';
import { ask, type Position } from '#kernel';
import { alone } from './import-lock.js';
import type { Store } from './store.js';

/** What imports work on. */
export interface ImportsOptions {
  readonly store: Pick<Store, 'log' | 'vault' | 'ids' | 'catalogue' | 'url' | 'region'>;
  readonly decisions: Decisions;
  readonly admission?: Admission;
}

/** A file to bring in. */
export interface FileToImport {
  readonly path: string;
  readonly mapping: ImportMapping;
  /** Below which the mapping's look-ups are; beside the file if missing. */
  readonly folder?: string;
  /** The file's name as people know it; its own if missing. */
  readonly fileName?: string;
  /** Of the import; the file's if missing. */
  readonly name?: string;
  readonly refusedPath: string;
}

/** What is told while an import runs, and how it is stopped. */
export interface Watching {
  readonly onStart?: (started: Begun) => void;
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
  constructor(private readonly options: ImportsOptions) {}

  /** Reads a mapping. Throws InvalidInput (`mapping.invalid`) with the line and column of every problem. */
  parse(document: string): ImportMapping {
    return parseMapping(document, this.options.store.catalogue);
  }

  /** What would become of a file; nothing is recorded. */
  dryRun(file: Pick<FileToImport, 'path' | 'mapping' | 'folder'>, signal?: AbortSignal): Promise<Tried> {
    return tryImport({ ...file, folder: file.folder ?? dirname(file.path) }, this.options.store.catalogue, {
      region: this.options.store.region,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /**
   * Brings a file in, from where an earlier run of the same file and mapping was cut off. Throws InvalidInput where they
   * do not fit together, BrokenRule `import.running` where another process is at it.
   */
  async run(file: FileToImport, by: Commanding, watching: Watching = {}): Promise<Imported> {
    const { store, decisions } = this.options;
    const folder = file.folder ?? dirname(file.path);
    (await openImport({ ...file, folder }, store.catalogue)).file.close();
    const saved = await this.save(file.mapping, by);
    const { digest, bytes } = await this.digestOf(file.path);
    const { id, resumed } = await this.idOf(saved, file.mapping.source, digest);
    return alone(store.url, id, async (client) => {
      const fileName = file.fileName ?? basename(file.path);
      const begun = { id, resumed, bytes };
      await decisions.run(
        ask(startImport, id, {
          name: file.name ?? fileName,
          source: file.mapping.source,
          mapping: saved.mapping,
          mappingVersion: saved.version,
          file: fileName,
          digest,
          bytes,
        }),
        { ...by, commandId: `${by.commandId}/start` },
      );
      watching.onStart?.(begun);
      const outcome = await runImport(
        { ...file, folder },
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
          ...(watching.onProgress === undefined ? {} : { onProgress: watching.onProgress }),
          ...(watching.signal === undefined ? {} : { signal: watching.signal }),
        },
      );
      if (outcome.interrupted) return { ...outcome, ...begun, position: (await store.log.head()).position };
      const { rows, leftOut, refused, types } = outcome;
      const { position } = await decisions.run(ask(finishImport, id, { rows, leftOut, refused, types }), {
        ...by,
        commandId: `${by.commandId}/finish`,
      });
      return { ...outcome, ...begun, position };
    });
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

  private async digestOf(path: string): Promise<{ readonly digest: string; readonly bytes: number }> {
    const { size } = await stat(path);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
    return { digest: this.options.store.ids.fingerprint(hash.digest('hex')), bytes: size };
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
