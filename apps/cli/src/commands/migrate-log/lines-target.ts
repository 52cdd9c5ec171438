import { open, rename, type FileHandle } from 'node:fs/promises';
import type { LogSource, LogTarget, Moved, MovedEvent } from '#event-log';
import type { Position } from '#kernel';
import { failure, wrongUsage } from '../../failure.js';
import { lineOf } from '../export/event-line.js';
import { LinesWriter, type LinesHeader } from '../export/ndjson.js';
import { eventLine } from '../import-events/event-line.js';

const LINE_FEED = 0x0a;

/**
 * A file of the format of `export events` that a log is moved to. It grows beside its name, as `NAME.partial`, and gets
 * its name once it is whole: cut off, the same move goes on after its last whole line.
 */
export class LinesTarget implements LogTarget {
  private writing = false;
  private readonly writer = new LinesWriter(async (text) => {
    if (this.writing) await this.draft.writeFile(text);
  });
  private begun: Moved | null = null;

  private constructor(
    private readonly path: string,
    private readonly draft: FileHandle,
    private header: LinesHeader,
  ) {}

  /** Opens the draft, with what an earlier move left there. `header` is the first line of a new one. */
  static async open(path: string, header: LinesHeader): Promise<LinesTarget> {
    const draft = await open(`${path}.partial`, 'a+').catch((error: unknown) => {
      throw failure(
        'file.unwritable',
        `${path}.partial cannot be written (${(error as Error).message}): give another path.`,
      );
    });
    const target = new LinesTarget(path, draft, header);
    try {
      await target.takeUp();
    } catch (error) {
      await draft.close();
      throw error;
    }
    return target;
  }

  /** The last position that the file is to hold, as its first line says. */
  get head(): Position {
    return this.header.head;
  }

  moved(): Promise<Moved | null> {
    return Promise.resolve(this.begun);
  }

  async *pages(): AsyncGenerator<readonly MovedEvent[]> {
    // a draft knows of its move, and is never compared
  }

  async take(events: readonly MovedEvent[], moved: Moved): Promise<void> {
    await this.writer.lines(events.map((event) => lineOf(event)));
    if (moved.done) await this.writer.end();
    await this.draft.datasync();
    if (moved.done) await rename(`${this.path}.partial`, this.path);
    this.begun = moved;
  }

  async close(): Promise<void> {
    await this.draft.close();
  }

  /** Goes on after the last whole line of the draft, whose checksum is made again; begins one that is empty. */
  private async takeUp(): Promise<void> {
    let bytes = 0;
    let position: Position | null = null;
    for await (const lines of wholeLines(this.draft)) {
      const first = position === null ? lines.slice(0, 1) : [];
      for (const line of first) await this.beginAgain(line);
      const kept = eventsOf(lines.slice(first.length));
      await this.writer.lines(kept.lines);
      bytes += sizeOf([...first, ...kept.lines]);
      position = kept.last ?? position ?? 0;
      if (!kept.all) break;
    }
    await this.draft.truncate(bytes);
    this.writing = true;
    if (position === null) await this.writer.begin(this.header);
    else this.begun = { from: this.header.log.id, position, done: false };
  }

  private async beginAgain(line: string): Promise<void> {
    const header = headerOf(line);
    if (header === null)
      throw wrongUsage(
        'file.exists',
        `${this.path}.partial is there, and is no draft of a file of events: give another name.`,
      );
    if (header.log.id !== this.header.log.id)
      throw wrongUsage(
        'file.exists',
        `${this.path}.partial is a draft of log ${header.log.id}, not of log ${this.header.log.id}: give another name, or remove it.`,
      );
    this.header = header;
    await this.writer.begin(header);
  }
}

/** The source as it was when its file was begun: what is recorded later is not part of the file. */
export function upTo(source: LogSource, head: Position): LogSource {
  return {
    ...source,
    head: () => Promise.resolve(head),
    pages: async function* (after) {
      for await (const page of source.pages(after)) {
        const events = page.filter(({ position }) => position <= head);
        if (events.length > 0) yield events;
        if (events.length < page.length) return;
      }
    },
  };
}

function headerOf(line: string): LinesHeader | null {
  try {
    const header = JSON.parse(line) as LinesHeader | null;
    return header?.throughline === 'events' && typeof header.log.id === 'string' ? header : null;
  } catch {
    // a line that is no JSON begins no draft
    return null;
  }
}

/** Those of the lines that are events, up to one that is none; and the position of the last. */
function eventsOf(lines: readonly string[]): {
  readonly lines: readonly string[];
  readonly last: Position | undefined;
  readonly all: boolean;
} {
  const events = lines.map((line) => eventLine(line));
  const end = events.indexOf(null);
  const kept = end < 0 ? lines.length : end;
  return { lines: lines.slice(0, kept), last: events[kept - 1]?.position, all: kept === lines.length };
}

/** Bytes of lines with their line feeds. */
function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}

/** The lines of a file that end with a line feed, in pieces. */
async function* wholeLines(file: FileHandle): AsyncGenerator<readonly string[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    const end = bytes.lastIndexOf(LINE_FEED);
    rest = bytes.subarray(end + 1);
    if (end >= 0) yield bytes.toString('utf8', 0, end).split('\n');
  }
}
