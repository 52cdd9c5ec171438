import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from '../failure.js';

/** Whether a process with this id does anything: a zombie has ended and only waits to be forgotten. */
export async function isRunning(pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false;
  }
  return (await linuxStat(pid))?.state !== 'Z';
}

/**
 * What tells a process apart from a later one with the same id: the machine's boot and the moment the process began.
 * Undefined when the process is gone or the platform does not say.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const started = (await linuxStat(pid))?.started;
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    return started === undefined ? undefined : `${boot.trim()}/${started}`;
  }
  if (process.platform === 'win32') return undefined;
  return promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim() || undefined,
    () => undefined,
  );
}

/** State letter and start time (clock ticks since boot) from /proc; the program's name may contain anything. */
async function linuxStat(pid: number): Promise<{ state: string; started: string } | undefined> {
  if (process.platform !== 'linux') return undefined;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields ? { state: fields[0] ?? '', started: fields[19] ?? '' } : undefined;
}
