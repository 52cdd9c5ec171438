import { execFile } from 'node:child_process';
import { mkdir, statfs } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system of its own that can be full, and have room again. */
export interface SmallDisk {
  readonly directory: string;
  /** From now on there is room for so many bytes more. */
  leave(bytes: number): Promise<void>;
  /** As much room as at the beginning. */
  free(): Promise<void>;
  close(): Promise<void>;
}

const ROOM_MB = 6_144;
const TRIES = 50;

/** Mounts one; null where this user may mount nothing. */
export async function mountSmallDisk(directory: string): Promise<SmallDisk | null> {
  await mkdir(directory, { recursive: true });
  const size = `size=${ROOM_MB}m`;
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `${size},mode=0755`, 'throughline-faults', directory]);
  } catch {
    // not root, or in a container that may not
    return null;
  }
  const resize = (bytes: string): Promise<unknown> => run('mount', ['-o', `remount,${bytes}`, directory]);
  return {
    directory,
    leave: async (bytes) => {
      for (let tries = 1; ; tries++)
        try {
          const { blocks, bfree, bsize } = await statfs(directory);
          return void (await resize(`size=${Math.ceil(((blocks - bfree) * bsize + bytes) / 1_024)}k`));
        } catch (error) {
          // a server that wrote more than that meanwhile has left less: it is refused, and asked again
          if (tries === TRIES) throw error;
        }
    },
    free: async () => void (await resize(size)),
    close: async () => void (await run('umount', ['-l', directory])),
  };
}
