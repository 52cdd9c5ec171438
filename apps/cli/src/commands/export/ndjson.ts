import { createHash, type Hash } from 'node:crypto';
import type { LogIdentity, Position } from '#kernel';
import { productVersion, secretFingerprint, type Secrets } from '#platform';

/** What a file of lines says of itself in its first line. */
export interface LinesHeader {
  /** What its lines are. */
  readonly throughline: 'events' | 'keys';
  readonly format: number;
  readonly release: string;
  readonly exportedAt: string;
  /** The log that it is of. */
  readonly log: LogIdentity;
  /** It holds what comes after this position, 0 for everything ... */
  readonly after: Position;
  /** ... up to this one. */
  readonly head: Position;
  /** Tell whether secrets are the right ones, and nothing else about them. */
  readonly fingerprints: { readonly idSecret: string; readonly masterKey: string };
}

/** The last line: how many stand between it and the first, and the SHA-256 of everything before it. */
export interface LinesEnd {
  readonly lines: number;
  readonly sha256: string;
}

/** The format that this release writes, and the latest that it reads. */
export const LINES_FORMAT = 1;

/** The first line of an export. */
export function linesHeader(
  throughline: LinesHeader['throughline'],
  log: LogIdentity,
  { after, head }: { readonly after: Position; readonly head: Position },
  secrets: Secrets,
): LinesHeader {
  return {
    throughline,
    format: LINES_FORMAT,
    release: productVersion(),
    exportedAt: new Date().toISOString(),
    log: { id: log.id, epoch: log.epoch },
    after,
    head,
    fingerprints: {
      idSecret: secretFingerprint(secrets.idSecret),
      masterKey: secretFingerprint(secrets.masterKey),
    },
  };
}

/** Writes JSON, one a line, between a line that says what they are and one that says whether they are all there. */
export class LinesWriter {
  private readonly hash: Hash = createHash('sha256');
  private written = 0;

  constructor(private readonly write: (text: string) => Promise<void>) {}

  begin(header: LinesHeader): Promise<void> {
    return this.put(`${JSON.stringify(header)}\n`);
  }

  async lines(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    this.written += lines.length;
    await this.put(`${lines.join('\n')}\n`);
  }

  async end(): Promise<void> {
    const end: LinesEnd = { lines: this.written, sha256: this.hash.digest('hex') };
    await this.write(`${JSON.stringify(end)}\n`);
  }

  private put(text: string): Promise<void> {
    this.hash.update(text);
    return this.write(text);
  }
}
