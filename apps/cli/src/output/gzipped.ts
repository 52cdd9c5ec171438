import { once } from 'node:events';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import type { Target } from './target.js';

/** A target that compresses what is written to it on its way to another one. */
export function gzipped(target: Target): Target {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const squeezed = pipeline(
    gzip,
    new Writable({ write: (chunk: Buffer, _encoding, done) => void target.write(chunk).then(() => done(), done) }),
  );
  squeezed.catch(() => undefined);
  return {
    stream: gzip,
    // Waits while the compressor is behind; fails when what is behind it fails.
    write: async (chunk) => {
      if (!gzip.write(chunk)) await Promise.race([once(gzip, 'drain'), squeezed]);
    },
    finish: async () => {
      gzip.end();
      await squeezed;
      await target.finish();
    },
    abandon: async () => {
      gzip.destroy();
      await target.abandon();
    },
  };
}
