import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { platform } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode, explainFileError, StartFailure } from '../failure.js';
import { readOrCreateSecret } from '../secrets/secrets.js';
import { POSTGRES_MAJOR, REACHABLE_ROOT, type Binaries } from './binaries.js';
import { canReach, type ServerUser } from './unprivileged-user.js';

/** Name of the database's owner and of the database. */
export const OWNER = 'throughline';

/** An initialised data directory, ready for the server. */
export interface DataDirectory {
  readonly path: string;
  readonly password: string;
  /** True when it was made just now. */
  readonly fresh: boolean;
}

/**
 * The data directory of a home, initialised when there is none: UTF-8, sorted bytewise, with the character classes of
 * C.UTF-8. It appears whole or not at all. When the server's user cannot enter the home (a home under a closed
 * directory), the data lies under /var/lib/throughline and the home holds a link to it.
 *
 * @throws StartFailure when the data was written by another major version of PostgreSQL, or cannot be made.
 */
export async function prepareDataDirectory(
  home: string,
  binaries: Binaries,
  user: ServerUser | undefined,
): Promise<DataDirectory> {
  const path = await locate(home, user);
  const version = await readFile(join(path, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version !== undefined) refuseOtherMajor(path, Number(version));
  const fresh = version === undefined;
  if (fresh) await refuseForeignContent(path);
  const password = await readOrCreateSecret(join(home, 'secrets', 'postgres-password'), () =>
    randomBytes(24).toString('base64url'),
  );
  if (fresh) await initialise(path, password, binaries, user);
  return { path, password, fresh };
}

/** The user that owns existing data, so that a server is started as whoever it was made by. */
export async function ownerOf(home: string): Promise<ServerUser | undefined> {
  const found = await stat(join(home, 'postgres')).catch(() => undefined);
  return found && found.uid > 0 ? { uid: found.uid, gid: found.gid } : undefined;
}

async function locate(home: string, user: ServerUser | undefined): Promise<string> {
  const path = join(home, 'postgres');
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink())
    return realpath(path).catch(() => {
      throw new StartFailure('postgres.data-missing', `${path} leads to a directory that is gone: restore a backup.`);
    });
  if (found || !user || (await canReach(user, home))) return path;
  const name = createHash('sha256')
    .update(await realpath(home))
    .digest('hex')
    .slice(0, 16);
  const elsewhere = join(REACHABLE_ROOT, 'data', name, 'postgres');
  await mkdir(dirname(elsewhere), { recursive: true, mode: 0o755 });
  await mkdir(elsewhere, { recursive: true, mode: 0o700 });
  await symlink(elsewhere, path);
  return elsewhere;
}

function refuseOtherMajor(path: string, major: number): void {
  if (major === POSTGRES_MAJOR) return;
  const newer = major > POSTGRES_MAJOR;
  throw new StartFailure(
    newer ? 'data.newer' : 'postgres.data-older',
    `${path} was written by PostgreSQL ${major}, this release brings ${POSTGRES_MAJOR}: ${
      newer
        ? 'start the newer release that wrote it'
        : 'make a backup with the release that wrote it and restore it here'
    }; nothing was changed.`,
  );
}

async function refuseForeignContent(path: string): Promise<void> {
  const entries = await readdir(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw explainFileError(error, path);
  });
  if (entries.length === 0) return;
  throw new StartFailure(
    'postgres.data-damaged',
    `${path} holds files but is not a PostgreSQL data directory: restore a backup, or move it away to begin empty.`,
  );
}

async function initialise(path: string, password: string, binaries: Binaries, user: ServerUser | undefined) {
  const parent = dirname(path);
  await removeDrafts(parent);
  const draft = await mkdtemp(join(parent, 'postgres.new.'));
  const passwordFile = `${draft}.password`;
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
    if (user) {
      await chown(draft, user.uid, user.gid);
      await chown(passwordFile, user.uid, user.gid);
    }
    await runInitdb(binaries.initdb, draft, passwordFile, user);
    await rm(path, { recursive: true, force: true });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw explainFileError(error, path);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function runInitdb(initdb: string, draft: string, passwordFile: string, user: ServerUser | undefined) {
  const locale =
    platform() === 'win32'
      ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
      : ['--locale=C', '--lc-collate=C', `--lc-ctype=${platform() === 'darwin' ? 'UTF-8' : 'C.UTF-8'}`];
  const options = [
    `--pgdata=${draft}`,
    `--username=${OWNER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-instructions',
    ...locale,
  ];
  try {
    await promisify(execFile)(initdb, options, { ...user, cwd: '/', env: { PATH: process.env['PATH'], LC_ALL: 'C' } });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr ?? '';
    if (/No space left on device/i.test(said)) throw Object.assign(new Error(said), { code: 'ENOSPC' });
    if (/Read-only file system/i.test(said)) throw Object.assign(new Error(said), { code: 'EROFS' });
    const last = said.trim().split('\n').at(-1) ?? String(error);
    throw new StartFailure('postgres.initdb-failed', `The embedded PostgreSQL could not be initialised: ${last}`, 1, {
      cause: error,
    });
  }
}

/** What an initialisation that was killed left behind; the caller has the home to itself. */
async function removeDrafts(parent: string): Promise<void> {
  for (const name of await readdir(parent))
    if (name.startsWith('postgres.new.')) await rm(join(parent, name), { recursive: true, force: true });
}
