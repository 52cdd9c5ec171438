import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, explainFileError, StartFailure } from '../failure.js';
import { isRunning, processIdentity } from './process-state.js';

/** The process that uses a THROUGHLINE_HOME now. */
export interface RunningInstance {
  readonly pid: number;
  /** ISO instant at which it took the directory. */
  readonly startedAt: string;
  /** Where it answers HTTP, once it does. */
  readonly address?: string;
}

/** The right to use a THROUGHLINE_HOME; one process at a time has it. */
export interface HomeLock {
  readonly home: string;
  /** Writes down where this process answers, for `runningInstance`. */
  announce(address: string): Promise<void>;
  release(): Promise<void>;
}

interface LockContent extends RunningInstance {
  readonly identity?: string;
}

const LOCK = 'lock';
const TAKING_OVER = 'lock.taking-over';
/** PostgreSQL needs room to start and to write its first checkpoint; less is as good as full. */
const LEAST_FREE_BYTES = 48 * 1024 * 1024;

/**
 * Makes the directory if need be and takes it for this process. A lock left by a process that was killed is taken over:
 * the lock names the process's id and start, so a later process with the same id is not mistaken for it.
 *
 * @throws StartFailure `home.in-use` when another process has it; `home.unusable` when the directory cannot be written
 * or the disk is full. Nothing in it was changed then.
 */
export async function lockHome(home: string): Promise<HomeLock> {
  try {
    if (await makeDirectory(home)) await chmod(home, 0o755);
    const content = await newContent();
    if (!(await create(home, content))) await takeOver(home, content);
    await refuseFullDisk(home);
    return {
      home,
      announce: (address) => replace(home, { ...content, address }),
      release: async () => {
        const now = await readLock(home);
        if (now?.pid === content.pid && now.identity === content.identity) await rm(join(home, LOCK), { force: true });
      },
    };
  } catch (error) {
    throw explainFileError(error, home);
  }
}

const UNMAKEABLE: Readonly<Record<string, string>> = {
  EEXIST: 'is a file: set THROUGHLINE_HOME to a directory.',
  ENOENT: 'is a directory that cannot be made: set THROUGHLINE_HOME to another one.',
};

/** Makes a directory and those above it that are missing; false where it was there. (Node's own `recursive` never ends below /proc.) */
async function makeDirectory(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory()) return false;
    const above = dirname(path);
    const code = errorCode(error) ?? '';
    if (code !== 'ENOENT' || above === path || (await stat(above).catch(() => undefined)) !== undefined)
      throw code in UNMAKEABLE
        ? new StartFailure('home.unusable', `${path} ${UNMAKEABLE[code]}`, 1, { cause: error })
        : error;
    await makeDirectory(above);
    await mkdir(path);
    return true;
  }
}

/** The process that has the directory now, or undefined: reads only. */
export async function runningInstance(home: string): Promise<RunningInstance | undefined> {
  const content = await readLock(home);
  return content && (await isHeld(content)) ? content : undefined;
}

async function newContent(): Promise<LockContent> {
  const identity = await processIdentity(process.pid);
  return { pid: process.pid, startedAt: new Date().toISOString(), ...(identity ? { identity } : {}) };
}

async function create(home: string, content: LockContent): Promise<boolean> {
  const path = join(home, LOCK);
  let file;
  try {
    file = await open(path, 'wx');
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await file.writeFile(JSON.stringify(content));
    await file.sync();
    return true;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** Replaces a lock whose holder is gone. Two processes that see the same dead lock are kept apart by a second file. */
async function takeOver(home: string, content: LockContent): Promise<void> {
  const guard = join(home, TAKING_OVER);
  for (let attempt = 0; ; attempt++) {
    const holder = await readLock(home);
    if (holder && (await isHeld(holder))) throw inUse(home, holder);
    try {
      await (await open(guard, 'wx')).close();
      break;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST' || attempt > 100) throw error;
      const age =
        Date.now() -
        (await stat(guard)
          .then((at) => at.mtimeMs)
          .catch(() => Date.now()));
      if (age > 5_000) await rm(guard, { force: true });
      await sleep(20);
    }
  }
  try {
    const holder = await readLock(home);
    if (holder && (await isHeld(holder))) throw inUse(home, holder);
    await replace(home, content);
  } finally {
    await rm(guard, { force: true });
  }
}

async function replace(home: string, content: LockContent): Promise<void> {
  const draft = join(home, `${LOCK}.${process.pid}.${randomBytes(4).toString('hex')}`);
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(JSON.stringify(content));
    await file.sync();
    await rename(draft, join(home, LOCK));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** The lock's content; a lock whose writing was cut short by a crash reads as absent. */
async function readLock(home: string): Promise<LockContent | undefined> {
  try {
    const content = JSON.parse(await readFile(join(home, LOCK), 'utf8')) as Partial<LockContent>;
    return typeof content.pid === 'number' && typeof content.startedAt === 'string'
      ? (content as LockContent)
      : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR' || error instanceof SyntaxError)
      return undefined;
    throw error;
  }
}

async function isHeld(content: LockContent): Promise<boolean> {
  if (!(await isRunning(content.pid))) return false;
  const identity = await processIdentity(content.pid);
  return content.identity === undefined || identity === undefined || identity === content.identity;
}

function inUse(home: string, holder: RunningInstance): StartFailure {
  const where = holder.address ? ` at ${holder.address}` : '';
  return new StartFailure(
    'home.in-use',
    `${home} is in use by process ${holder.pid}${where} since ${holder.startedAt}: stop it, or set THROUGHLINE_HOME to another directory.`,
  );
}

async function refuseFullDisk(home: string): Promise<void> {
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  if (free >= LEAST_FREE_BYTES) return;
  await rm(join(home, LOCK), { force: true });
  const megabytes = (bytes: number) => Math.floor(bytes / 1024 / 1024);
  throw new StartFailure(
    'home.unusable',
    `${home} is on a disk with ${megabytes(free)} MB left, at least ${megabytes(LEAST_FREE_BYTES)} MB are needed: free some space, then start again; nothing was changed.`,
  );
}
