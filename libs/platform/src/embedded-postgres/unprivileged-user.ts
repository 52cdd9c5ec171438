import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { StartFailure } from '../failure.js';

/** The user that the server runs as when this process is root; PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const NAME = 'throughline';
const run = promisify(execFile);

/** Whether this process is root and therefore has to run the server as somebody else. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The user `throughline`, made when the machine has none; else `postgres`, else `nobody`.
 * @throws StartFailure when the machine has none of them and none can be made.
 */
export async function unprivilegedUser(): Promise<ServerUser> {
  const found = (await lookUp(NAME)) ?? (await createUser()) ?? (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (found) return found;
  throw new StartFailure(
    'postgres.no-user',
    `PostgreSQL refuses to run as root and no user could be made: run  useradd --system ${NAME}  or start Throughline as another user.`,
  );
}

/** Whether the user can enter the directory, its parents included. */
export function canReach(user: ServerUser, directory: string): Promise<boolean> {
  return run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory], { ...user, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

async function createUser(): Promise<ServerUser | undefined> {
  const ways: [string, string[]][] = [
    [
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/bin/false', NAME],
    ],
    ['adduser', ['-S', '-D', '-H', '-s', '/bin/false', NAME]],
  ];
  for (const [command, options] of ways) {
    // Another process may be making the same user: what counts is whether it is there afterwards.
    await run(command, options).catch(() => undefined);
    const found = await lookUp(NAME);
    if (found) return found;
  }
  return undefined;
}

async function lookUp(name: string): Promise<ServerUser | undefined> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find((line) => line[0] === name);
  const uid = Number(fields?.[2]);
  const gid = Number(fields?.[3]);
  return fields && uid > 0 && Number.isInteger(gid) ? { uid, gid } : undefined;
}
