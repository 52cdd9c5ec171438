import { readdir, readFile } from 'node:fs/promises';
import { Broken } from './checks.js';
import type { Installation } from './installation.js';

interface Measured {
  readonly memoryMb: number;
  readonly handles: number;
}

/**
 * What a program may come to hold after it is warm. Handles: connections are pooled (16 to the database for questions,
 * two for the log's queue, two for the vault, one that listens; a connection or two to the broker for each of producer,
 * consumer and admin; ten clients of this suite), so that all of them open at once and the older half not yet closed is
 * what may be added. Memory: keys (50,000 of 300 bytes), the windows of partitions and the log's tail (64 and 32
 * million characters at most), and a heap that is collected when it needs to be.
 */
const MORE_HANDLES = 60;
const MORE_MEMORY_MB = 256;

/** Memory and open handles of the programs, from fault to fault. */
export class Resources {
  /** Of each process as it was found first, when it was quiet. */
  private readonly first = new Map<string, Measured>();
  private readonly most = new Map<string, Measured>();

  constructor(private readonly installation: Installation) {}

  /** Looks at every program that runs. Throws Broken where one has grown beyond what its caches explain. */
  async check(): Promise<void> {
    if (process.platform !== 'linux') return;
    for (const { name, app, pid } of this.installation.programs) {
      if (pid === null) continue;
      const now = await measure(pid);
      const key = `${name} ${pid}`;
      const first = this.first.get(key) ?? now;
      this.first.set(key, first);
      const most = this.most.get(app);
      this.most.set(app, {
        memoryMb: Math.max(now.memoryMb, most?.memoryMb ?? 0),
        handles: Math.max(now.handles, most?.handles ?? 0),
      });
      if (now.handles > first.handles + MORE_HANDLES)
        throw new Broken(`${name} has ${now.handles} open handles, ${first.handles} when it was first quiet`);
      if (now.memoryMb > first.memoryMb + MORE_MEMORY_MB)
        throw new Broken(`${name} takes ${now.memoryMb} MB, ${first.memoryMb} when it was first quiet`);
    }
  }

  /** The most that any of each kind was found with. */
  summary(): string {
    if (this.most.size === 0) return 'memory and handles were not looked at: there is no /proc here';
    return [...this.most].map(([app, { memoryMb, handles }]) => `${app} ${memoryMb} MB, ${handles} handles`).join('; ');
  }
}

async function measure(pid: number): Promise<Measured> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  return { memoryMb: Math.round(kilobytes / 1_024), handles: (await readdir(`/proc/${pid}/fd`)).length };
}
