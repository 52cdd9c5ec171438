import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '#platform';

/** The directory that holds package.json: of the checkout, from source as well as built. */
export function packageRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const text = readPackage(folder);
    if (text !== null && (JSON.parse(text) as { name?: string }).name === 'throughline') return folder;
    if (dirname(folder) === folder) throw new Error(`no package.json of throughline above ${from}`);
  }
}

function readPackage(folder: string): string | null {
  try {
    return readFileSync(join(folder, 'package.json'), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
