import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/** The checkout. */
export const checkout = resolve(__dirname, '../../..');

/** The built screens. */
export const web = join(checkout, 'dist/web');

/** Builds what changed, as `npm start` does; a moment when nothing did. Throws with the compiler's words. */
export function build(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: checkout, stdio: 'pipe' });
}

/** How long a build may take. */
export const BUILD_MS = 180_000;
