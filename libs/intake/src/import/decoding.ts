import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import iconv from 'iconv-lite';

/** Whether an encoding's name is known. */
export function encodingExists(name: string): boolean {
  return iconv.encodingExists(name);
}

/** A file's text as UTF-8, unpacked where it is gzipped. `onBytes` hears how many bytes of the file were read. */
export async function textOf(path: string, encoding: string, onBytes: (bytes: number) => void): Promise<Readable> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  let read = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length;
      onBytes(read);
      done(null, chunk);
    },
  });
  const stages: (NodeJS.ReadWriteStream & Readable)[] = [counted];
  if (await isGzipped(path)) stages.push(createGunzip());
  if (!/^utf-?8$/i.test(encoding)) stages.push(decoder(encoding));
  let last: Readable = file;
  for (const stage of stages) {
    const from = last;
    from.on('error', (error) => stage.destroy(error));
    stage.on('close', () => from.destroy());
    last = from.pipe(stage);
  }
  return last;
}

function decoder(encoding: string): Transform {
  const decoding = iconv.getDecoder(encoding);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, Buffer.from(decoding.write(chunk)));
    },
    flush(done) {
      const rest = decoding.end();
      done(null, rest === undefined || rest === '' ? undefined : Buffer.from(rest));
    },
  });
}

/** Whether a file is gzipped: by its first bytes. */
export async function isGzipped(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
