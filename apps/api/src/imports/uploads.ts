import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { InvalidInput } from '#kernel';
import { errorCode } from '#platform';
import { Missing, TooLarge } from '../edge/errors.js';

/** A file that was uploaded whole. */
export interface Upload {
  readonly file: string;
  /** As it was called where it came from. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface Said {
  readonly name: string;
  readonly sha256: string;
}

/** A file on its way is called otherwise: what is found under its own name is whole. */
const UNDER_WAY = '.part';
const FILE = '.csv';
const SAID = '.json';

/** Files that were uploaded to be imported: they lie in one folder under their ids, with what is known of each beside it. */
export class Uploads {
  constructor(
    private readonly folder: string,
    /** The largest file, in bytes. */
    private readonly limit: number,
  ) {}

  /** Writes a file to the disk as it comes. Throws TooLarge (`import.too-large`); then, and if it breaks off, nothing is left. */
  async receive(body: Readable, name: string, stated?: number): Promise<Upload> {
    if (stated !== undefined && stated > this.limit) throw this.tooLarge();
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = randomUUID();
    const path = this.pathOf(file);
    try {
      const written = await this.write(body, path + UNDER_WAY);
      const said: Said = { name, sha256: written.sha256 };
      await writeFile(this.saidOf(file), JSON.stringify(said), { mode: 0o600, flush: true });
      await rename(path + UNDER_WAY, path);
      return { file, path, bytes: written.bytes, ...said };
    } catch (error) {
      await rm(path + UNDER_WAY, { force: true });
      await rm(this.saidOf(file), { force: true });
      throw error;
    }
  }

  /** All of a body is on the disk, or this throws. Whoever sends too much is left connected: he hears why it was refused. */
  private async write(body: Readable, path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
    const hash = createHash('sha256');
    let bytes = 0;
    const to = await open(path, 'wx', 0o600);
    try {
      for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > this.limit) throw this.tooLarge();
        hash.update(chunk);
        await to.writeFile(chunk);
      }
      await to.sync();
    } catch (error) {
      if (errorCode(error) !== 'ECONNRESET') throw error;
      throw new InvalidInput('import.broken-off', [
        { where: 'body', what: 'did not arrive whole', remedy: 'send the file again' },
      ]);
    } finally {
      await to.close();
    }
    return { bytes, sha256: hash.digest('hex') };
  }

  /** An uploaded file; null where it is not there, or not any more. It counts as used now. */
  async find(file: string): Promise<Upload | null> {
    const path = this.pathOf(file);
    try {
      const [{ size }, said] = await Promise.all([stat(path), readFile(this.saidOf(file), 'utf8')]);
      const now = new Date();
      await utimes(path, now, now);
      return { file, path, bytes: size, ...(JSON.parse(said) as Said) };
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  }

  /** An uploaded file. Throws Missing (`import.file-unknown`). */
  async get(file: string): Promise<Upload> {
    const found = await this.find(file);
    if (found !== null) return found;
    throw new Missing(
      'import.file-unknown',
      `there is no uploaded file ${file}: upload it, again if it was there once`,
    );
  }

  /** Whether files are still there; this is no use of them. */
  async areThere(files: readonly string[]): Promise<boolean> {
    const found = await Promise.all(files.map((file) => stat(this.pathOf(file)).catch(() => null)));
    return found.every((one) => one !== null);
  }

  /** Where the files of look-ups are, by the names that the mapping gives them. Throws Missing (`import.file-unknown`). */
  async lookupsOf(lookups: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
    const places = Object.entries(lookups).map(async ([name, file]) => [name, (await this.get(file)).path] as const);
    return new Map(await Promise.all(places));
  }

  /** What broke off with the process that received it: nobody receives it any more. */
  async cleanUp(): Promise<void> {
    for (const name of await this.names())
      if (name.endsWith(UNDER_WAY)) await rm(join(this.folder, name), { force: true });
  }

  /** Removes the files nobody used since an instant, except those kept. Answers how many. */
  async expire(before: Date, kept: ReadonlySet<string>): Promise<number> {
    let expired = 0;
    for (const name of await this.names()) {
      if (!name.endsWith(FILE) || name.endsWith(`refused${FILE}`)) continue;
      const file = name.slice(0, -FILE.length);
      const found = await stat(this.pathOf(file)).catch(() => null);
      if (found === null || found.mtime >= before || kept.has(file)) continue;
      await rm(this.pathOf(file), { force: true });
      await rm(this.saidOf(file), { force: true });
      expired++;
    }
    return expired;
  }

  private async names(): Promise<readonly string[]> {
    return readdir(this.folder).catch(() => []);
  }

  private tooLarge(): TooLarge {
    return new TooLarge(
      'import.too-large',
      `the file is larger than ${this.limit} bytes: gzip it, import it from the command line, or raise THROUGHLINE_UPLOAD_LIMIT`,
    );
  }

  private pathOf(file: string): string {
    return join(this.folder, `${file}${FILE}`);
  }

  private saidOf(file: string): string {
    return join(this.folder, `${file}${SAID}`);
  }
}
