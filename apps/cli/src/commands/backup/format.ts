import { createHash, type Hash } from 'node:crypto';
import { StartFailure } from '#platform';
import { failure } from '../../failure.js';

/** What a backup says of itself, in its first lines. */
export interface Manifest {
  /** The release that wrote it. */
  readonly release: string;
  /** Version of what is kept in the database as a whole. */
  readonly dataVersion: number;
  readonly createdAt: string;
  readonly log: {
    readonly id: string;
    readonly epoch: number;
    readonly head: number;
    /** Positions of one partition of the events. */
    readonly partitionSize: number;
  };
  /** Ids of the migrations applied, by schema, in order. */
  readonly migrations: Readonly<Record<string, readonly string[]>>;
  /** Hexadecimal; null where the backup was made without them. */
  readonly secrets: { readonly idSecret: string; readonly masterKey: string } | null;
  /** Tell whether secrets are the right ones, and nothing else about them. */
  readonly fingerprints: { readonly idSecret: string; readonly masterKey: string };
}

/** A table of a backup: its content follows as PostgreSQL's COPY text. */
export interface TableHead {
  readonly table: string;
  readonly columns: readonly string[];
}

const FIRST_LINE = 'throughline-backup 1';

/**
 * A backup, before compression: a first line, the manifest, then per table its head, pieces of COPY text each with its
 * length in front, and its number of rows; at the end the SHA-256 of everything before. Lines are JSON.
 */
export class BackupWriter {
  private readonly hash: Hash = createHash('sha256');

  constructor(private readonly write: (bytes: Buffer) => Promise<void>) {}

  async begin(manifest: Manifest): Promise<void> {
    await this.put(Buffer.from(`${FIRST_LINE}\n`));
    await this.line(manifest);
  }

  table(head: TableHead): Promise<void> {
    return this.line(head);
  }

  async piece(bytes: Buffer): Promise<void> {
    await this.line({ bytes: bytes.length });
    await this.put(bytes);
  }

  tableEnds(rows: number): Promise<void> {
    return this.line({ rows });
  }

  async end(): Promise<void> {
    const sha256 = this.hash.digest('hex');
    await this.write(Buffer.from(`${JSON.stringify({ sha256 })}\n`));
  }

  private line(value: object): Promise<void> {
    return this.put(Buffer.from(`${JSON.stringify(value)}\n`));
  }

  private async put(bytes: Buffer): Promise<void> {
    this.hash.update(bytes);
    await this.write(bytes);
  }
}

/** What a backup holds after the manifest, in order. `end` comes once the checksum was found right. */
export type BackupPart =
  | ({ readonly kind: 'table' } & TableHead)
  | { readonly kind: 'piece'; readonly bytes: Buffer }
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'end' };

/** Reads a backup from its uncompressed bytes, checking as it goes. Throws StartFailure `backup.damaged`. */
export class BackupReader {
  private readonly hash: Hash = createHash('sha256');
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(
    bytes: AsyncIterable<Buffer>,
    private readonly name: string,
  ) {
    this.chunks = bytes[Symbol.asyncIterator]();
  }

  async manifest(): Promise<Manifest> {
    const first = (await this.take((await this.lineLength()) + 1)).toString().trimEnd();
    if (first !== FIRST_LINE)
      throw failure(
        'backup.unknown',
        `${this.name} is no backup that this release reads (it begins with ${JSON.stringify(first.slice(0, 40))}).`,
      );
    return (await this.line()) as Manifest;
  }

  async *parts(): AsyncGenerator<BackupPart, void, undefined> {
    for (;;) {
      const expected = this.hash.copy().digest('hex');
      const said = (await this.line()) as Partial<TableHead & { bytes: number; rows: number; sha256: string }>;
      if (said.table !== undefined) yield { kind: 'table', table: said.table, columns: said.columns! };
      else if (said.bytes !== undefined) yield { kind: 'piece', bytes: await this.take(said.bytes) };
      else if (said.rows !== undefined) yield { kind: 'rows', rows: said.rows };
      else if (said.sha256 !== expected) throw this.damaged('its checksum is not the one it was written with');
      else {
        yield { kind: 'end' };
        return;
      }
    }
  }

  private async line(): Promise<unknown> {
    const text = (await this.take((await this.lineLength()) + 1)).toString();
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw this.damaged('a line of it cannot be read');
    }
  }

  private async lineLength(): Promise<number> {
    for (let from = 0; ;) {
      const at = this.rest.indexOf(0x0a, from);
      if (at >= 0) return at;
      from = this.rest.length;
      if (from > 1_000_000) throw this.damaged('it has no lines');
      await this.more();
    }
  }

  private async take(size: number): Promise<Buffer> {
    while (this.rest.length < size) await this.more();
    const taken = this.rest.subarray(0, size);
    this.rest = this.rest.subarray(size);
    this.hash.update(taken);
    return taken;
  }

  private async more(): Promise<void> {
    let next: IteratorResult<Buffer>;
    try {
      next = await this.chunks.next();
    } catch (error) {
      if (error instanceof StartFailure) throw error;
      throw this.damaged(error instanceof Error ? error.message : String(error));
    }
    if (next.done) throw this.damaged('it ends in the middle');
    this.rest = this.rest.length === 0 ? next.value : Buffer.concat([this.rest, next.value]);
  }

  private damaged(why: string): Error {
    return failure(
      'backup.damaged',
      `${this.name} is damaged (${why}): take another backup; nothing of it was brought in.`,
    );
  }
}
