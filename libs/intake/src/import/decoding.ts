import { isUtf8 } from 'node:buffer';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline, Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import iconv from 'iconv-lite';
import { InvalidInput } from '#kernel';

/** Whether an encoding's name is known. */
export function encodingExists(name: string): boolean {
  return iconv.encodingExists(name);
}

/** A file's bytes, unpacked where it is gzipped. */
export interface Unpacked {
  readonly bytes: Readable;
  readonly gzipped: boolean;
}

const PIECE = 64 * 1024;

/**
 * Opens a file, which problems call by its name. `onBytes` hears how many bytes of the file itself were read. Throws InvalidInput where it cannot be opened
 * (`file.unreadable`); so does the stream, where it cannot be unpacked.
 */
export async function unpacked(
  path: string,
  onBytes: (bytes: number) => void,
  name = basename(path),
): Promise<Unpacked> {
  const file = await open(path).catch((error: Error) => {
    throw unreadable(name, error);
  });
  const gzipped = await isGzipped(file).catch(async (error: Error) => {
    await file.close();
    throw unreadable(name, error);
  });
  let read = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length;
      onBytes(read);
      done(null, chunk);
    },
  });
  const stages = gzipped ? [counted, createGunzip({ chunkSize: PIECE })] : [counted];
  // packed, it stands for ten times as much: what is read ahead would be told as done
  const piece = gzipped ? PIECE / 8 : PIECE;
  return { bytes: chained(name, [file.createReadStream({ start: 0, highWaterMark: piece }), ...stages]), gzipped };
}

/** As `unpacked`, as UTF-8 text; the stream throws InvalidInput (`file.encoding`) where its bytes are not of the encoding. */
export async function textOf(
  path: string,
  encoding: string,
  onBytes: (bytes: number) => void,
  name = basename(path),
): Promise<Readable> {
  const { bytes } = await unpacked(path, onBytes, name);
  return chained(name, [bytes, /^utf-?8$/i.test(encoding) ? checkedUtf8(name) : decoder(encoding)]);
}

/** Streams one behind the other: whoever reads the last of them hears of every error. */
function chained(name: string, streams: readonly [Readable, ...Transform[]]): Readable {
  const last = streams.at(-1)!;
  pipeline(streams, (error) => {
    if (error !== undefined && error !== null && !last.destroyed) last.destroy(unreadable(name, error));
  });
  return last;
}

/** What kept a file from being read, as a person can mend it. */
export function unreadable(name: string, error: Error): InvalidInput {
  if (error instanceof InvalidInput) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  const what = code.startsWith('Z_')
    ? `cannot be unpacked: ${code === 'Z_BUF_ERROR' ? 'its end is missing' : 'it is damaged'}`
    : code === 'ENOENT'
      ? 'is not there'
      : `cannot be read (${code === '' ? error.message : code})`;
  return new InvalidInput('file.unreadable', [{ where: name, what }]);
}

const LINE_FEED = 0x0a;

/** Passes on what is UTF-8, so that no letter is replaced unseen. */
function checkedUtf8(name: string): Transform {
  let rest: Buffer = Buffer.alloc(0);
  let lines = 1;
  const check = (bytes: Buffer): void => {
    if (!isUtf8(bytes)) throw notUtf8(name, lines + linesBeforeDamage(bytes));
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines++;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = bytes.length - cutCharacter(bytes);
      rest = bytes.subarray(whole);
      try {
        check(bytes.subarray(0, whole));
      } catch (error) {
        return done(error as Error);
      }
      done(null, bytes.subarray(0, whole));
    },
    flush(done) {
      done(rest.length === 0 ? null : notUtf8(name, lines));
    },
  });
}

/** How many bytes at the end begin a character whose other bytes are to come. */
function cutCharacter(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >> 6 === 0b10) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

function linesBeforeDamage(bytes: Buffer): number {
  let lines = 0;
  for (let from = 0; ; lines++) {
    const end = bytes.indexOf(LINE_FEED, from);
    if (end < 0 || !isUtf8(bytes.subarray(from, end))) return lines;
    from = end + 1;
  }
}

function notUtf8(name: string, line: number): InvalidInput {
  return new InvalidInput('file.encoding', [
    {
      where: `${name}, line ${line}`,
      what: 'is not UTF-8',
      remedy: 'name the encoding it is in, as in file: { encoding: windows-1252 }',
    },
  ]);
}

function decoder(encoding: string): Transform {
  const decoding = iconv.getDecoder(encoding);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, Buffer.from(decoding.write(chunk)));
    },
    flush(done) {
      const rest = decoding.end();
      done(null, rest === undefined || rest === '' ? undefined : Buffer.from(rest));
    },
  });
}

async function isGzipped(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}
