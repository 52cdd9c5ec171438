import type { Envelope, RecordedEvent, SealedPart } from './envelope.js';
import { erased, personalOf, type AnyEventDefinition, type Erased, type EventCatalogue } from './event.js';
import type { EventId, Millis, Position } from './ids.js';
import { KeysNotLoaded, unseal, type Keyring } from './sealing.js';
import { IN_THE_EVENT, sealedFields, type SealedFields } from './sealed-fields.js';
import type { Category } from './shape.js';

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
  /** One category's fields as they are sealed, for a column of `sealed` ones: nothing is opened. Null where there are none. */
  sealed(category: Category): SealedFields | null;
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
  sealed(category: Category): SealedFields | null {
    return sealedFields(this.envelope, category);
  }
  get payload(): Payload {
    return (this.opened ??=
      this.view === null ? { ...this.envelope.payload } : new this.view(this.envelope, this.keys));
  }
}

/** Opens one part of an envelope to its fields, or `erased` where the key is destroyed. Throws SealBroken. */
export function openPart(envelope: Envelope, part: SealedPart, keys: Keyring): Payload | Erased {
  const held = keys.get(part[1]);
  if (held === undefined) throw new KeysNotLoaded(part[1], envelope.id);
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
    if (readsAsItIs(envelope.version, definition))
      return new OpenedEvent(recorded, envelope, this.classes.get(envelope.type)!, keys);
    return new UpcastEvent(recorded, envelope, definition, keys);
  }
}

function readsAsItIs(stored: number, { version, upcast }: AnyEventDefinition): boolean {
  for (let older = stored; older < version; older++) if (upcast[older]!.widens !== true) return false;
  return true;
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
  override sealed(category: Category): SealedFields | null {
    return sealedFields(this.envelope, category) === null ? null : IN_THE_EVENT;
  }
  override get payload(): Payload {
    if (this.upcast !== null) return this.upcast;
    const { version: stored } = this.envelope;
    let payload = openAll(this.envelope, this.keyring, personalOf(this.definition, stored));
    for (let version = stored; version < this.definition.version; version++)
      payload = this.definition.upcast[version]!.to(payload);
    return (this.upcast = payload);
  }
}
