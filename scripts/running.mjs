import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** One file for each process that runs from this checkout's build: named by its id, holding when it began. */
const folder = join(fileURLToPath(new URL('..', import.meta.url)), 'dist', '.running');

/** Says, until the end of this process, that it runs from the build. Where nothing can be written, nothing is built. */
export function registerRunning() {
  const file = join(folder, String(process.pid));
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, beganAt(process.pid) ?? '');
  } catch {
    return;
  }
  process.once('exit', () => rmSync(file, { force: true }));
}

/** Ids of other processes that run from the build. Forgets those that were killed. */
export function runningFromBuild() {
  const running = [];
  for (const name of listed()) {
    const pid = Number(name);
    if (pid === process.pid) continue;
    const began = beganAt(pid);
    if (began !== undefined && began === readFileSync(join(folder, name), 'utf8')) running.push(pid);
    else rmSync(join(folder, name), { force: true });
  }
  return running;
}

function listed() {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** When a process began, which tells it from a later one with the same id; undefined when it has ended. */
function beganAt(pid) {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return fields[0] === 'Z' ? undefined : `${boot}/${fields[19]}`;
    }
    if (process.platform !== 'win32')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
    process.kill(pid, 0);
    return '';
  } catch {
    return undefined;
  }
}
