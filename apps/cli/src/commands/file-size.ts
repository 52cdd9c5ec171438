import { stat } from 'node:fs/promises';
import { errorCode } from '#platform';
import { wrongUsage } from '../failure.js';

/** Bytes of a file that was given as `what`. Throws where there is none, or something else. */
export async function sizeOf(path: string, what: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (found?.isFile() === true) return found.size;
  throw wrongUsage('file.none', `${what} is ${path}, which is ${found === null ? 'not there' : 'no file'}.`);
}
