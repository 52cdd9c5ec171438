import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportProgress } from '#intake';
import { errorCode } from '#platform';

/** What this machine knows of an import besides the log: it is lost without harm. */
export interface ImportNote {
  /** The uploaded file. */
  readonly file: string;
  readonly lookups: Readonly<Record<string, string>>;
  /** Why rows were refused, once it was read to its end or interrupted. */
  readonly reasons: ImportProgress['reasons'] | null;
}

const NOTE = '.import.json';
const REFUSED = '.refused.csv';

/** Notes on imports, and their refused rows, in the folder of the uploaded files. */
export class ImportNotes {
  constructor(private readonly folder: string) {}

  async read(id: string): Promise<ImportNote | null> {
    try {
      return JSON.parse(await readFile(this.pathOf(id), 'utf8')) as ImportNote;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  }

  /** Writes a note at once or not at all. */
  async write(id: string, note: ImportNote): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = this.pathOf(id);
    await writeFile(`${path}.new`, JSON.stringify(note), { mode: 0o600, flush: true });
    await rename(`${path}.new`, path);
  }

  /** Where the refused rows of an import are, if there are any. */
  refusedPath(id: string): string {
    return join(this.folder, `${id}${REFUSED}`);
  }

  async anyRefused(id: string): Promise<boolean> {
    return (await stat(this.refusedPath(id)).catch(() => null)) !== null;
  }

  /** Removes what earlier runs refused: the file is begun anew by the first row that is. */
  async forgetRefused(id: string): Promise<void> {
    await rm(this.refusedPath(id), { force: true });
  }

  /** The imports there are notes on. */
  async imports(): Promise<readonly string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names.filter((name) => name.endsWith(NOTE)).map((name) => name.slice(0, -NOTE.length));
  }

  /** Removes what is known of an import if nothing was added to it since an instant. */
  async expire(id: string, before: Date): Promise<void> {
    const paths = [this.pathOf(id), this.refusedPath(id)];
    const found = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
    if (found.some((one) => one !== null && one.mtime >= before)) return;
    for (const path of paths) await rm(path, { force: true });
  }

  private pathOf(id: string): string {
    return join(this.folder, `${id}${NOTE}`);
  }
}
