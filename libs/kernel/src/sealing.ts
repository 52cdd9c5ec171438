import { createCipheriv, createDecipheriv, hash, randomBytes, randomFillSync } from 'node:crypto';
import type { SealedPart } from './envelope.js';
import type { EventId, NodeId } from './ids.js';
import { JsonWriter } from './json-writer.js';
import { membersInOrder } from './member-order.js';
import type { Category } from './shape.js';

/** A data subject's keys, one per category; null where it was destroyed. 32 bytes each. */
export type SubjectKeys = Readonly<Record<Category, Buffer | null>>;

/** Keys at hand, in memory: what the vault's cache answers synchronously after `load`. */
export interface Keyring {
  /** The keys of a node; undefined when they were not loaded (a programming error for the reader). */
  get(subject: NodeId): SubjectKeys | undefined;
}

/** The id of a key, as it stands in the additional data. */
export function keyId(subject: NodeId, category: Category): string {
  return `${subject}/${category}`;
}

/** Thrown when a sealed part does not open: damaged, or not of this event. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
  constructor(
    readonly event: string,
    readonly category: Category,
  ) {
    super(`the sealed ${category} part of event ${event} does not open: it is damaged or belongs to another event`);
  }
}

/** Thrown when a part is to be opened whose subject's keys were not loaded: load them and open it again. */
export class KeysNotLoaded extends Error {
  override readonly name = 'KeysNotLoaded';
  constructor(
    readonly subject: NodeId,
    readonly event: string,
  ) {
    super(`the keys of node ${subject} were not loaded before opening event ${event}`);
  }
}

/** Thrown when something is to be sealed under a destroyed key: the erased identifier needs its next generation. */
export class KeyDestroyed extends Error {
  override readonly name = 'KeyDestroyed';
  constructor(
    readonly subject: NodeId,
    readonly category: Category,
  ) {
    super(`the ${category} key of node ${subject} is destroyed: the identifier needs its next generation`);
  }
}

const NONCE = 12;
const TAG = 16;
const nonces = Buffer.allocUnsafe(NONCE * 4_096);
let nonceAt = nonces.length;

/** Twelve random bytes, good until the next call. */
function nextNonce(): Buffer {
  if (nonceAt === nonces.length) {
    randomFillSync(nonces);
    nonceAt = 0;
  }
  return nonces.subarray(nonceAt, (nonceAt += NONCE));
}

/** 22 letters of base64url: 132 random bits. */
const SALT = 22;
let salts = '';
let saltAt = 0;

function nextSalt(): string {
  if (saltAt + SALT > salts.length) {
    salts = randomBytes(SALT * 768).toString('base64url');
    saltAt = 0;
  }
  return salts.slice(saltAt, (saltAt += SALT));
}

const scratch = Buffer.allocUnsafe(64 * 1024);

/** base64url of nonce ‖ ciphertext ‖ tag, put together in memory that is used again. */
function packed(nonce: Buffer, body: Buffer, tag: Buffer): string {
  const size = NONCE + body.length + TAG;
  if (size > scratch.length) return Buffer.concat([nonce, body, tag]).toString('base64url');
  scratch.set(nonce, 0);
  scratch.set(body, NONCE);
  scratch.set(tag, NONCE + body.length);
  return scratch.toString('base64url', 0, size);
}

const writer = new JsonWriter();

/**
 * Seals one category's fields: plaintext = RFC 8785 JSON of `{f: fields, s: 128-bit salt}`, AES-256-GCM under the
 * subject's key, additional data = event id ‖ category ‖ key id, commitment = SHA-256 of the plaintext.
 */
export function seal(
  event: EventId,
  category: Category,
  subject: NodeId,
  key: Buffer,
  fields: Readonly<Record<string, unknown>>,
): SealedPart {
  const names = membersInOrder(fields).map(({ name }) => name);
  return sealFields(event, category, subject, key, fields, names);
}

/** Seals some of the fields, named in canonical order. */
export function sealFields(
  event: EventId,
  category: Category,
  subject: NodeId,
  key: Buffer,
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): SealedPart {
  writer.reset().raw('{"f":{');
  const from = writer.written;
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined) writer.comma(from).name(name).canonical(value);
  }
  const plain = writer.raw('},"s":"').raw(nextSalt()).raw('"}').bytes;
  const nonce = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(`${event}\u001f${category}\u001f${keyId(subject, category)}`));
  const body = cipher.update(plain);
  cipher.final();
  return [category, subject, packed(nonce, body, cipher.getAuthTag()), hash('sha256', plain, 'base64url' as 'base64')];
}

/** Opens a sealed part to its plaintext (canonical JSON with salt). Throws SealBroken. */
export function unseal(event: EventId, [category, subject, sealed]: SealedPart, key: Buffer): string {
  return unsealText(event, category, subject, sealed, key);
}

/** Opens what `seal` made of a part's plaintext. Throws SealBroken. */
export function unsealText(event: EventId, category: Category, subject: NodeId, sealed: string, key: Buffer): string {
  try {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE));
    decipher.setAAD(Buffer.from(`${event}\u001f${category}\u001f${keyId(subject, category)}`));
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG));
    const plain =
      decipher.update(bytes.subarray(NONCE, bytes.length - TAG), undefined, 'utf8') + decipher.final('utf8');
    return plain;
  } catch {
    throw new SealBroken(event, category);
  }
}

/** Whether a plaintext is the one committed to: what an auditor checks without a key. */
export function commits(part: SealedPart, plaintext: string): boolean {
  return hash('sha256', plaintext, 'base64url' as 'base64') === part[3];
}

/** The keys of a data subject; an Error where they were not loaded before sealing. */
export function keysOf(subject: NodeId, keys: Keyring): SubjectKeys {
  const held = keys.get(subject);
  if (held === undefined) throw new Error(`the keys of node ${subject} were not loaded before sealing`);
  return held;
}

/** The key of a category. Throws KeyDestroyed. */
export function keyOf(subject: NodeId, category: Category, held: SubjectKeys): Buffer {
  const key = held[category];
  if (key === null) throw new KeyDestroyed(subject, category);
  return key;
}
