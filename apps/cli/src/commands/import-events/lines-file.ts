import { createHash, type Hash } from 'node:crypto';
import { textOf } from '#intake';
import { failure, wrongUsage } from '../../failure.js';
import { number } from '../../output/table.js';
import { LINES_FORMAT, type LinesEnd, type LinesHeader } from '../export/ndjson.js';

const LINE_FEED = 0x0a;
/** An event has up to 256 KB, and what stands around it. */
const LONGEST_LINE = 1024 * 1024;

/** A file of lines that is whole: as many as it says, with the checksum it was written with. */
export interface WholeFile {
  readonly path: string;
  readonly header: LinesHeader;
  /** Lines between the first and the last. */
  readonly lines: number;
  readonly sha256: string;
}

/** Lines that follow each other. The number of the first is that in the file, from 1. */
export interface LineBlock {
  readonly first: number;
  readonly lines: readonly string[];
}

/**
 * Reads a file to its end and answers what it holds; throws, with exit code 2, where it is not what it should be, was
 * cut short or altered, naming the line where that shows. `onBytes` hears how much of the file was read.
 */
export async function wholeFile(
  path: string,
  kind: LinesHeader['throughline'],
  onBytes: (bytes: number) => void,
): Promise<WholeFile> {
  const reading = new Reading();
  const stopped = await finding(() => reading.all(blocksOf(path, onBytes)));
  const header = headerOf(path, kind, reading.header);
  const wrong =
    stopped === null ? reading.wrong() : `it cannot be read after line ${number(reading.lines)}: ${stopped}`;
  if (wrong === null) return { path, header, lines: reading.lines - 1, sha256: reading.sha256 };
  const at = (await brokenLine(path, reading.lines)) ?? wrong;
  throw wrongUsage('file.damaged', `${path} is damaged (${at}): export it again; nothing of it was brought in.`);
}

/** The lines after the header and so many more, up to the last one. The file was found whole. */
export async function* linesOf({ path, lines }: WholeFile, skipped: number): AsyncGenerator<LineBlock> {
  let number = 1;
  for await (const { bytes, count } of blocksOf(path, () => undefined)) {
    const first = number;
    number += count;
    if (number <= skipped + 2) continue;
    const text = bytes.toString('utf8').split('\n');
    // The block ends with a line feed, behind which nothing stands.
    text.pop();
    const from = Math.max(first, skipped + 2);
    const until = Math.min(number, lines + 2);
    if (until > from) yield { first: from, lines: text.slice(from - first, until - first) };
  }
}

/** What a file is found to be while it is read to its end. */
class Reading {
  header = '';
  /** The lines before the last, the header included. */
  lines = 0;
  sha256 = '';
  private readonly hash: Hash = createHash('sha256');
  private last = '';

  async all(blocks: AsyncIterable<Block>): Promise<void> {
    for await (const { bytes, count } of blocks) {
      if (this.header === '') this.header = bytes.toString('utf8', 0, bytes.indexOf(LINE_FEED));
      // The last line is no part of what it is about: it is held back until another one comes.
      if (this.last !== '') this.hash.update(this.last);
      const at = count === 1 ? 0 : bytes.lastIndexOf(LINE_FEED, bytes.length - 2) + 1;
      this.hash.update(bytes.subarray(0, at));
      this.last = bytes.toString('utf8', at);
      this.lines += count;
    }
    this.lines--;
    this.sha256 = this.hash.digest('hex');
  }

  wrong(): string | null {
    const end = json(this.last) as Partial<LinesEnd> | undefined;
    if (typeof end?.lines !== 'number' || typeof end.sha256 !== 'string')
      return `it ends after line ${number(this.lines + 1)}, and that is not the last line of an export: it was cut short`;
    if (end.lines !== this.lines - 1)
      return `it says that it has ${number(end.lines)} lines, and has ${number(this.lines - 1)}`;
    return end.sha256 === this.sha256 ? null : 'its checksum is not the one it was written with';
  }
}

function headerOf(path: string, kind: LinesHeader['throughline'], text: string): LinesHeader {
  const header = json(text) as Partial<LinesHeader> | undefined;
  if (header?.throughline === kind && typeof header.format === 'number' && header.format > LINES_FORMAT)
    throw failure(
      'data.newer',
      `${path} was written by release ${header.release}: use that release or a later one; nothing was changed.`,
    );
  const { log, after, head, fingerprints } = header ?? {};
  const whole = typeof log?.id === 'string' && typeof after === 'number' && typeof head === 'number';
  if (header?.throughline !== kind || !whole || typeof fingerprints !== 'object')
    throw wrongUsage(
      'file.unknown',
      `${path} does not begin as a file of ${kind} does: make it with  throughline export events --out EVENTS --keys KEYS; nothing was changed.`,
    );
  return header as LinesHeader;
}

/** The first of so many lines that is no JSON, of a file that is damaged. */
async function brokenLine(path: string, lines: number): Promise<string | null> {
  let at = 0;
  await finding(async () => {
    let line = 0;
    for await (const { bytes } of blocksOf(path, () => undefined))
      for (const text of bytes.toString('utf8').split('\n').slice(0, -1)) {
        line++;
        if (at === 0 && line <= lines && json(text) === undefined) at = line;
      }
  });
  return at === 0 ? null : `line ${number(at)} is no JSON`;
}

function json(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What stopped the reading of a file's bytes; null where nothing did. */
async function finding(read: () => Promise<void>): Promise<string | null> {
  try {
    await read();
    return null;
  } catch (error) {
    return (error as Partial<Error>).message ?? String(error);
  }
}

interface Block {
  /** Whole lines, each with its line feed. */
  readonly bytes: Buffer;
  readonly count: number;
}

/** A file's bytes, unpacked, in pieces of whole lines; what stands behind the last line feed is a line, too. */
async function* blocksOf(path: string, onBytes: (bytes: number) => void): AsyncGenerator<Block> {
  let parts: Buffer[] = [];
  let held = 0;
  for await (const chunk of await textOf(path, 'utf-8', onBytes)) {
    const bytes = chunk as Buffer;
    const end = bytes.lastIndexOf(LINE_FEED);
    if (end < 0) {
      parts.push(bytes);
      held += bytes.length;
      if (held > LONGEST_LINE) throw new Error('it has no lines');
      continue;
    }
    const block = Buffer.concat([...parts, bytes.subarray(0, end + 1)]);
    yield { bytes: block, count: linesIn(block) };
    parts = end + 1 === bytes.length ? [] : [bytes.subarray(end + 1)];
    held = bytes.length - end - 1;
  }
  if (parts.length > 0) yield { bytes: Buffer.concat([...parts, Buffer.from('\n')]), count: 1 };
}

function linesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}
