import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { errorCode } from '#platform';
import { failure, wrongUsage } from '../failure.js';
import type { Sink } from './sink.js';

/** Where a command writes much: a file, which appears whole or not at all, a device or pipe, or standard output. */
export interface Target {
  readonly stream: Writable;
  /** Writes and waits while the reader is behind. */
  write(chunk: string | Buffer): Promise<void>;
  /** Everything is written: the file gets its name. */
  finish(): Promise<void>;
  /** Something went wrong: no file is left behind. */
  abandon(): Promise<void>;
}

/**
 * Opens a target. A file that is there already is only written over by `force`; what is there and is no file (a device,
 * a pipe) is written into. Throws where it cannot be written.
 */
export async function openTarget(
  path: string | undefined,
  force: boolean,
  stdout: Sink,
  mode = 0o644,
): Promise<Target> {
  if (path === undefined) return standardOutput(stdout as Writable);
  const there = await thereAt(path);
  if (there !== null && !there.isFile()) return existing(path);
  if (there !== null && !force)
    throw wrongUsage('file.exists', `${path} is there already: give another name, or --force to write over it.`);
  // A link stays a link: what it leads to is written over.
  return newFile(path, there === null ? path : await realpath(path), mode);
}

function newFile(path: string, place: string, mode: number): Target {
  const draft = `${place}.${process.pid}.partial`;
  const { stream, write, end } = fileStream(path, draft, { mode, flags: 'wx' });
  return {
    stream,
    write,
    abandon: async () => {
      stream.destroy();
      await rm(draft, { force: true });
    },
    finish: async () => {
      await end();
      await rename(draft, place);
    },
  };
}

/** What is there is written into as it is: nothing is made, renamed or removed. */
function existing(path: string): Target {
  const { stream, write, end } = fileStream(path, path, { flags: 'a' });
  return {
    stream,
    write,
    abandon: async () => void stream.destroy(),
    finish: end,
  };
}

interface FileStream {
  readonly stream: Writable;
  readonly write: Target['write'];
  readonly end: () => Promise<void>;
}

function fileStream(path: string, place: string, options: { flags: string; mode?: number }): FileStream {
  const stream = createWriteStream(place, options);
  const failed = new Promise<never>((_, reject) => stream.once('error', reject));
  failed.catch(() => undefined);
  const orFails = async (work: Promise<void>): Promise<void> => {
    try {
      await Promise.race([work, failed]);
    } catch (error) {
      throw unwritable(path, error);
    }
  };
  return {
    stream,
    write: (chunk) => orFails(write(stream, chunk)),
    end: () => orFails(finished(stream.end())),
  };
}

function standardOutput(stream: Writable): Target {
  return {
    stream,
    write: (chunk) => write(stream, chunk),
    finish: () => write(stream, ''),
    abandon: () => Promise.resolve(),
  };
}

function write(stream: Writable, chunk: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

function unwritable(path: string, error: unknown): Error {
  const why = error instanceof Error ? error.message : String(error);
  return failure('file.unwritable', `${path} cannot be written (${why}): give another path, or free some space.`);
}

async function thereAt(path: string): Promise<Awaited<ReturnType<typeof stat>> | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw unwritable(path, error);
  }
}
