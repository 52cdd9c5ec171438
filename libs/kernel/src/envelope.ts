import { createCipheriv, createDecipheriv, hash, randomFillSync } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import { erased, type AnyEventDefinition, type Erased, type EventCatalogue, type Happening } from './event.js';
import type { EventId, Ids, Millis, NodeId, Position } from './ids.js';
import type { Category } from './shape.js';

/** Who recorded something. */
export interface Actor {
  readonly kind: 'person' | 'key' | 'rule' | 'system';
  readonly id: string;
}

/** On whose right something was done: a role, a scope of a key, a rule's or policy's version. */
export interface Authority {
  readonly kind: 'role' | 'scope' | 'policy' | 'rule';
  readonly name: string;
  readonly version?: number;
}

/** A sealed part: [category, data subject's node, base64url(nonce ‖ ciphertext ‖ tag), base64url commitment]. */
export type SealedPart = readonly [category: Category, subject: NodeId, sealed: string, commitment: string];

/** What is stored, verbatim: the text of this object is the text that is hashed. */
export interface Envelope {
  readonly id: EventId;
  readonly type: string;
  readonly version: number;
  /** Missing on touches, whose stream is `touch-{id}`. */
  readonly stream?: string;
  readonly about: Readonly<Record<string, string | readonly string[]>>;
  /** Instant (`…Z`) or day; missing when the precision is none. */
  readonly occurredAt?: string;
  readonly actor: Actor;
  readonly onBehalfOf?: string;
  readonly authority?: Authority;
  readonly source: { readonly name: string; readonly messageId: string };
  readonly cause?: EventId;
  readonly correlation?: string;
  readonly supersedes?: EventId;
  /** Missing means `live`. */
  readonly origin?: 'history';
  readonly import?: string;
  readonly fingerprint: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly sealed?: readonly SealedPart[];
  /** Never stored: on an amended target as it is read, the amendment whose id its parts are sealed with. */
  readonly sealedWith?: EventId;
}

/** Metadata the machinery adds to a happening. */
export interface Metadata {
  readonly actor: Actor;
  readonly onBehalfOf?: string;
  readonly authority?: Authority;
  readonly source: { readonly name: string; readonly messageId: string };
  readonly cause?: EventId;
  readonly correlation?: string;
  readonly origin?: 'live' | 'history';
  readonly import?: string;
  /** The text whose keyed fingerprint tells repeats from conflicts; the happening's own content if missing. */
  readonly stated?: string;
}

/** An event ready to append. */
export interface NewEvent {
  readonly id: EventId;
  readonly type: string;
  readonly subject: string;
  readonly fingerprint: string;
  readonly source: string;
  /** The envelope's text, stored as it is. */
  readonly text: string;
}

/** An event as the log returns it. */
export interface RecordedEvent {
  readonly position: Position;
  readonly recordedAt: Millis;
  /** Within its stream, from 0. */
  readonly revision: number;
  readonly stream: string;
  readonly id: EventId;
  readonly type: string;
  readonly text: string;
}

/** The largest envelope, in bytes of UTF-8: 256 KB. */
export const MAX_EVENT_BYTES = 256 * 1024;

/** The stream of a touch. */
export function touchStream(id: EventId): string {
  return `touch-${id}`;
}

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
const pool = Buffer.allocUnsafe(12 * 2048);
let poolAt = pool.length;

function random(size: number): Buffer {
  if (poolAt + size > pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  const taken = Buffer.allocUnsafe(size);
  pool.copy(taken, 0, poolAt, poolAt + size);
  poolAt += size;
  return taken;
}

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
  const plain = canonicalJson({ f: fields, s: random(16).toString('base64url') });
  const nonce = random(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(`${event}\u001f${category}\u001f${keyId(subject, category)}`));
  const body = cipher.update(plain, 'utf8');
  cipher.final();
  return [
    category,
    subject,
    Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url'),
    hash('sha256', plain, 'base64url' as 'base64'),
  ];
}

/** Opens a sealed part to its plaintext (canonical JSON with salt). Throws SealBroken. */
export function unseal(event: EventId, part: SealedPart, key: Buffer): string {
  const [category, subject, sealed, commitment] = part;
  try {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE));
    decipher.setAAD(Buffer.from(`${event}\u001f${category}\u001f${keyId(subject, category)}`));
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG));
    const plain =
      decipher.update(bytes.subarray(NONCE, bytes.length - TAG), undefined, 'utf8') + decipher.final('utf8');
    if (commitment === '') throw new Error('no commitment');
    return plain;
  } catch {
    throw new SealBroken(event, category);
  }
}

/** Whether a plaintext is the one committed to: what an auditor checks without a key. */
export function commits(part: SealedPart, plaintext: string): boolean {
  return hash('sha256', plaintext, 'base64url' as 'base64') === part[3];
}

/** The nodes whose keys an event needs before it can be sealed: none where nothing personal is stated. */
export function dataSubjectOf(happening: Happening): NodeId | null {
  const { definition, about, payload } = happening;
  for (const field in definition.personal)
    if (payload[field] !== undefined) return about[definition.dataSubject] as NodeId;
  return null;
}

/** Splits a payload into its open fields and, by category, its personal ones. */
export function splitPayload(
  definition: AnyEventDefinition,
  payload: Readonly<Record<string, unknown>>,
): { clear: Record<string, unknown>; personal: Map<Category, Record<string, unknown>> } {
  const clear: Record<string, unknown> = {};
  const personal = new Map<Category, Record<string, unknown>>();
  for (const name in payload) {
    const value = payload[name];
    if (value === undefined) continue;
    const category = definition.personal[name];
    if (category === undefined) clear[name] = value;
    else {
      const fields = personal.get(category);
      if (fields === undefined) personal.set(category, { [name]: value });
      else fields[name] = value;
    }
  }
  return { clear, personal };
}

/**
 * Makes an event ready to append: computes its fingerprint, seals its personal fields and writes its text once.
 * The caller has loaded the data subject's keys (`dataSubjectOf`). Throws when a key is missing, or destroyed: an
 * erased identifier that comes back has a new generation and with it a new node.
 */
export function sealEvent(
  happening: Happening,
  id: EventId,
  stream: string | null,
  metadata: Metadata,
  ids: Ids,
  keys: Keyring,
): NewEvent {
  const { definition, about } = happening;
  const { clear, personal } = splitPayload(definition, happening.payload);
  const subject = about[definition.subject] as string;
  const fingerprint = ids.fingerprint(
    metadata.stated ?? canonicalJson([definition.name, about, happening.payload, happening.when ?? null]),
  );
  const envelope: { -readonly [K in keyof Envelope]: Envelope[K] } =
    stream === null
      ? {
          id,
          type: definition.name,
          version: definition.version,
          about: about as Envelope['about'],
          actor: metadata.actor,
          source: metadata.source,
          fingerprint,
          payload: clear,
        }
      : {
          id,
          type: definition.name,
          version: definition.version,
          stream,
          about: about as Envelope['about'],
          actor: metadata.actor,
          source: metadata.source,
          fingerprint,
          payload: clear,
        };
  if (happening.when !== undefined && happening.when.precision !== 'none') envelope.occurredAt = happening.when.at;
  if (metadata.onBehalfOf !== undefined) envelope.onBehalfOf = metadata.onBehalfOf;
  if (metadata.authority !== undefined) envelope.authority = metadata.authority;
  if (metadata.cause !== undefined) envelope.cause = metadata.cause;
  if (metadata.correlation !== undefined) envelope.correlation = metadata.correlation;
  if (happening.supersedes !== undefined) envelope.supersedes = happening.supersedes;
  if (metadata.origin === 'history') envelope.origin = 'history';
  if (metadata.import !== undefined) envelope.import = metadata.import;
  if (personal.size > 0) envelope.sealed = sealParts(id, about[definition.dataSubject] as NodeId, personal, keys);
  return {
    id,
    type: definition.name,
    subject,
    fingerprint,
    source: metadata.source.name,
    text: JSON.stringify(envelope),
  };
}

/** Seals each category's fields under the subject's key. Throws KeyDestroyed, or an Error for keys not at hand. */
export function sealParts(
  id: EventId,
  subject: NodeId,
  personal: ReadonlyMap<Category, Record<string, unknown>>,
  keys: Keyring,
): SealedPart[] {
  const held = keys.get(subject);
  if (held === undefined) throw new Error(`the keys of node ${subject} were not loaded before sealing`);
  const parts: SealedPart[] = [];
  for (const [category, fields] of personal) {
    const key = held[category];
    if (key === null) throw new KeyDestroyed(subject, category);
    parts.push(seal(id, category, subject, key, fields));
  }
  return parts;
}

/** An event opened for reading. Personal fields are decrypted when first read and yield `erased` once their key is gone. */
export interface EventView<P = Record<string, unknown>, A = Readonly<Record<string, string | readonly string[]>>> {
  readonly id: EventId;
  readonly type: string;
  readonly position: Position;
  readonly recordedAt: Millis;
  readonly stream: string;
  readonly revision: number;
  /** Epoch milliseconds of an instant, or of the day's start in UTC; null when nobody knows when. */
  readonly occurredAt: Millis | null;
  readonly precision: 'instant' | 'day' | 'none';
  /** The calendar day of a day-precision event. */
  readonly day: string | null;
  readonly about: A;
  readonly payload: P;
  readonly envelope: Envelope;
}

type Payload = Record<string, unknown>;

class OpenedEvent implements EventView {
  readonly occurredAt: Millis | null;
  readonly precision: 'instant' | 'day' | 'none';
  private opened: Payload | null = null;
  constructor(
    private readonly recorded: { position: Position; recordedAt: Millis; revision: number; stream: string },
    readonly envelope: Envelope,
    private readonly view: PayloadClass | null,
    private readonly keys: Keyring,
  ) {
    const at = envelope.occurredAt;
    this.precision = at === undefined ? 'none' : at.length === 10 ? 'day' : 'instant';
    this.occurredAt = at === undefined ? null : Date.parse(at);
  }
  get id(): EventId {
    return this.envelope.id;
  }
  get type(): string {
    return this.envelope.type;
  }
  get position(): Position {
    return this.recorded.position;
  }
  get recordedAt(): Millis {
    return this.recorded.recordedAt;
  }
  get revision(): number {
    return this.recorded.revision;
  }
  get stream(): string {
    return this.recorded.stream;
  }
  get day(): string | null {
    return this.precision === 'day' ? this.envelope.occurredAt! : null;
  }
  get about(): Envelope['about'] {
    return this.envelope.about;
  }
  get payload(): Payload {
    return (this.opened ??=
      this.view === null ? { ...this.envelope.payload } : new this.view(this.envelope, this.keys));
  }
}

/** Opens one part of an envelope to its fields, or `erased` where the key is destroyed. Throws SealBroken. */
export function openPart(envelope: Envelope, part: SealedPart, keys: Keyring): Payload | Erased {
  const held = keys.get(part[1]);
  if (held === undefined)
    throw new Error(`the keys of node ${part[1]} were not loaded before opening event ${envelope.id}`);
  const key = held[part[0]];
  return key === null
    ? erased
    : (JSON.parse(unseal(envelope.sealedWith ?? envelope.id, part, key)) as { f: Payload }).f;
}

type PayloadClass = new (envelope: Envelope, keys: Keyring) => Payload;

/** A class per definition, its fields getters on the prototype: opening costs nothing until a personal field is read. */
function payloadClass(definition: AnyEventDefinition): PayloadClass {
  class Opened {
    #parts: Partial<Record<Category, Payload | Erased>> = {};
    #envelope: Envelope;
    #keys: Keyring;
    constructor(envelope: Envelope, keys: Keyring) {
      this.#envelope = envelope;
      this.#keys = keys;
    }
    static read(self: Opened, category: Category, field: string): unknown {
      let fields = self.#parts[category];
      if (fields === undefined) {
        const part = self.#envelope.sealed?.find((p) => p[0] === category);
        fields = part === undefined ? {} : openPart(self.#envelope, part, self.#keys);
        self.#parts[category] = fields;
      }
      return fields === erased ? erased : (fields as Payload)[field];
    }
    static clear(self: Opened, field: string): unknown {
      return self.#envelope.payload[field];
    }
  }
  for (const field of Object.keys(definition.payload as Record<string, unknown>)) {
    const category = definition.personal[field];
    Object.defineProperty(Opened.prototype, field, {
      enumerable: true,
      get:
        category === undefined
          ? function (this: Opened) {
              return Opened.clear(this, field);
            }
          : function (this: Opened) {
              return Opened.read(this, category, field);
            },
    });
  }
  return Opened as unknown as PayloadClass;
}

/** Thrown for an event this build does not know, or a version newer than it knows: the reader must be upgraded. */
export class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';
  constructor(
    readonly type: string,
    readonly version: number,
    readonly position: Position,
  ) {
    super(
      `position ${position} holds ${type} version ${version}, which this build does not know: upgrade this process`,
    );
  }
}

/** Opens recorded events by a catalogue: upcasts old versions, gives lazy access to personal fields. */
export class EventReader {
  private readonly classes = new Map<string, PayloadClass>();
  constructor(readonly catalogue: EventCatalogue) {
    for (const definition of catalogue.all) this.classes.set(definition.name, payloadClass(definition));
  }

  /** Opens an event. The keys of every sealed part's subject must be loaded before a personal field is read. Throws UnknownEvent. */
  open(recorded: RecordedEvent, keys: Keyring, envelope: Envelope = JSON.parse(recorded.text) as Envelope): EventView {
    const definition = this.catalogue.find(envelope.type);
    if (definition === undefined || envelope.version > definition.version)
      throw new UnknownEvent(envelope.type, envelope.version, recorded.position);
    if (envelope.version === definition.version)
      return new OpenedEvent(recorded, envelope, this.classes.get(envelope.type)!, keys);
    return new UpcastEvent(recorded, envelope, definition, keys);
  }
}

/** Opens every part at once: the older version's fields, before upcasting. */
export function openAll(
  envelope: Envelope,
  keys: Keyring,
  personalFields: Readonly<Record<string, Category>>,
): Payload {
  const payload: Payload = { ...envelope.payload };
  for (const part of envelope.sealed ?? []) {
    const fields = openPart(envelope, part, keys);
    if (fields !== erased) Object.assign(payload, fields);
    else for (const field in personalFields) if (personalFields[field] === part[0]) payload[field] = erased;
  }
  return payload;
}

class UpcastEvent extends OpenedEvent {
  private upcast: Payload | null = null;
  constructor(
    recorded: RecordedEvent,
    envelope: Envelope,
    private readonly definition: AnyEventDefinition,
    private readonly keyring: Keyring,
  ) {
    super(recorded, envelope, null, keyring);
  }
  override get payload(): Payload {
    if (this.upcast !== null) return this.upcast;
    let payload = openAll(this.envelope, this.keyring, this.definition.personal);
    for (let version = this.envelope.version; version < this.definition.version; version++)
      payload = this.definition.upcast[version]!(payload);
    return (this.upcast = payload);
  }
}
