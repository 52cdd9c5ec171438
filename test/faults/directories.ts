import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const PREFIX = 'throughline-faults-';
const KEPT = 'throughline-faulty-';

/** Makes the directory of an installation; clears away what runs that were killed left, with all that still runs there. */
export async function makeDirectory(): Promise<string> {
  await sweep();
  const directory = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // the database's user has to get in
  await chmod(directory, 0o755);
  return directory;
}

/** Copies what everything in an installation's directory said to one that stays, and answers its path. */
export async function keepLogs(directory: string): Promise<string> {
  const kept = await mkdtemp(join(tmpdir(), KEPT));
  const programs = (await readdir(directory)).filter((name) => name.endsWith('.log'));
  const files = [...programs, 'postgres/postgres.log', 'broker/broker.out'];
  // what never started has said nothing
  for (const file of files) await copyFile(join(directory, file), join(kept, basename(file))).catch(() => undefined);
  return kept;
}

/** Throws the directory away. */
export async function removeDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}

async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!owner || isThere(owner)) continue;
    const directory = join(tmpdir(), name);
    for (const pid of await runningIn(directory)) end(pid);
    for (const disk of ['postgres', 'broker']) unmount(join(directory, disk));
    await removeDirectory(directory);
  }
}

/** Processes that name the directory in what they were started with. */
async function runningIn(directory: string): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      if (!/^\d+$/.test(name)) return [];
      const [command, environment] = await Promise.all(
        ['cmdline', 'environ'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')),
      );
      const mine = command!.includes(`${directory}/`) || environment!.includes(`SHIFTED_CLOCK=${directory}/`);
      return mine ? [Number(name)] : [];
    }),
  );
  return found.flat();
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended meanwhile
  }
}

function unmount(disk: string): void {
  try {
    execFileSync('umount', ['-l', disk], { stdio: 'ignore' });
  } catch {
    // nothing was mounted there
  }
}
