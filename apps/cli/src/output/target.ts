import { createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { failure, wrongUsage } from '../failure.js';
import type { Sink } from './sink.js';

/** Where a command writes much: a file, which appears whole or not at all, or standard output. */
export interface Target {
  readonly stream: Writable;
  /** Writes and waits while the reader is behind. */
  write(chunk: string | Buffer): Promise<void>;
  /** Everything is written: the file gets its name. */
  finish(): Promise<void>;
  /** Something went wrong: no file is left behind. */
  abandon(): Promise<void>;
}

/** Opens a target. Throws where the file is there already and may not be written over, or cannot be written. */
export async function openTarget(
  path: string | undefined,
  force: boolean,
  stdout: Sink,
  mode = 0o644,
): Promise<Target> {
  if (path === undefined) return standardOutput(stdout as Writable);
  if (!force && (await exists(path)))
    throw wrongUsage('file.exists', `${path} is there already: give another name, or --force to write over it.`);
  const draft = `${path}.${process.pid}.partial`;
  const stream = createWriteStream(draft, { mode, flags: 'wx' });
  const failed = new Promise<never>((_, reject) => stream.once('error', (error) => reject(unwritable(path, error))));
  failed.catch(() => undefined);
  const abandon = async (): Promise<void> => {
    stream.destroy();
    await rm(draft, { force: true });
  };
  return {
    stream,
    write: (chunk) => Promise.race([write(stream, chunk), failed]),
    abandon,
    finish: async () => {
      stream.end();
      await Promise.race([finished(stream), failed]);
      await rename(draft, path);
    },
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

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
