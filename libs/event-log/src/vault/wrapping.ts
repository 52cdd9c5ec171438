import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { CATEGORIES, type Category, type SubjectKeys } from '#kernel';

const NONCE = 12;
const TAG = 16;
const KEY = 32;

/** A wrapped key does not open: the master key is not the one it was wrapped with, or the bytes are damaged. */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey';
  constructor(what: string) {
    super(
      `${what} does not open with this master key: give the master key this vault was made with (or the backup it belongs to)`,
    );
  }
}

/** The installation's master key: wraps all that the vault stores. AES-256-GCM, random nonce in front, tag behind. */
export class MasterKey {
  constructor(private readonly key: Buffer) {
    if (key.length !== KEY) throw new Error(`the master key has ${KEY} bytes, not ${key.length}`);
  }

  /** Wraps bytes; only together with the same context do they open again. */
  wrap(bytes: Buffer, context: string): Buffer {
    return sealBytes(this.key, bytes, context);
  }

  /** Opens wrapped bytes. Throws WrongMasterKey, naming what did not open. */
  unwrap(wrapped: Buffer, context: string, what: string): Buffer {
    const bytes = openBytes(this.key, wrapped, context);
    if (bytes === null) throw new WrongMasterKey(what);
    return bytes;
  }
}

/** AES-256-GCM of bytes under a key, bound to a context. */
export function sealBytes(key: Buffer, bytes: Buffer, context: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context));
  const body = cipher.update(bytes);
  cipher.final();
  return Buffer.concat([nonce, body, cipher.getAuthTag()]);
}

/** The bytes of `sealBytes`; null where key, context or bytes are not those. */
export function openBytes(key: Buffer, sealed: Buffer, context: string): Buffer | null {
  if (sealed.length < NONCE + TAG) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  const body = decipher.update(sealed.subarray(NONCE, sealed.length - TAG));
  try {
    decipher.final();
    return body;
  } catch {
    return null;
  }
}

/** A data subject's keys: one after the other in the order of the categories; a destroyed one is all zeros. */
export class HeldKeys implements SubjectKeys {
  constructor(readonly bytes: Buffer) {}
  get identity(): Buffer | null {
    return this.at(0);
  }
  get content(): Buffer | null {
    return this.at(1);
  }
  get trace(): Buffer | null {
    return this.at(2);
  }
  get billing(): Buffer | null {
    return this.at(3);
  }
  private at(index: number): Buffer | null {
    const key = this.bytes.subarray(index * KEY, (index + 1) * KEY);
    return key.equals(NO_KEY) ? null : key;
  }

  /** Fresh random keys. */
  static fresh(): HeldKeys {
    return new HeldKeys(randomBytes(CATEGORIES.length * KEY));
  }

  /** The keys without those of some categories; null when none is left. */
  without(categories: readonly Category[]): HeldKeys | null {
    const bytes = Buffer.from(this.bytes);
    for (const category of categories) {
      const index = CATEGORIES.indexOf(category);
      bytes.fill(0, index * KEY, (index + 1) * KEY);
    }
    return bytes.equals(NO_KEYS) ? null : new HeldKeys(bytes);
  }
}

const NO_KEY = Buffer.alloc(KEY);
const NO_KEYS = Buffer.alloc(KEY * CATEGORIES.length);

/** The keys of a node that has none, or none any more. */
export const GONE: SubjectKeys = Object.freeze({ identity: null, content: null, trace: null, billing: null });
