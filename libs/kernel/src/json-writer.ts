import { membersInOrder } from './member-order.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
/** Up to so many characters, looking at each costs less than a call that writes them all. */
const SHORT = 96;
/** UTF-8 has at most three bytes for a UTF-16 code unit. */
const WIDEST = 3;
/** Bytes that are kept between texts. */
const KEPT = 256 * 1024;

/**
 * Writes JSON as UTF-8, piece by piece, into memory that is used again: texts put together of strings are copied by
 * whoever reads them first, and encoded once more by whoever hashes, seals or sends them.
 */
export class JsonWriter {
  private memory: Buffer;
  private at = 0;
  /** Whether every byte is a character. */
  private ascii = true;

  constructor(size = 16 * 1024) {
    this.memory = Buffer.allocUnsafe(size);
  }

  /** Begins again; what `bytes` gave is overwritten. */
  reset(): this {
    this.at = 0;
    if (this.memory.length > KEPT) this.memory = Buffer.allocUnsafe(KEPT);
    this.ascii = true;
    return this;
  }

  /** What was written; good until the next `reset`. */
  get bytes(): Buffer {
    return this.memory.subarray(0, this.at);
  }

  get text(): string {
    return this.memory.toString(this.ascii ? 'latin1' : 'utf8', 0, this.at);
  }

  /** Text that is JSON already, of ASCII characters only. */
  raw(text: string): this {
    const { length } = text;
    this.reserve(length);
    if (length > SHORT) this.at += this.memory.write(text, this.at, length, 'latin1');
    else {
      const { memory } = this;
      let at = this.at;
      for (let i = 0; i < length; i++) memory[at++] = text.charCodeAt(i);
      this.at = at;
    }
    return this;
  }

  /** A comma, unless nothing was written since `from`. */
  comma(from: number): this {
    if (this.at > from) this.byte(COMMA);
    return this;
  }

  /** How many bytes were written. */
  get written(): number {
    return this.at;
  }

  /** A text between quotes. */
  quoted(text: string): this {
    const { length } = text;
    if (length > SHORT) return this.escaped(text);
    this.reserve(length + 2);
    const { memory } = this;
    let at = this.at;
    memory[at++] = QUOTE;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) return this.escaped(text);
      memory[at++] = code;
    }
    memory[at++] = QUOTE;
    this.at = at;
    return this;
  }

  /** A member's name, up to its value. */
  name(name: string): this {
    return this.quoted(name).byte(COLON);
  }

  /** A value as JSON.stringify writes it. */
  value(value: unknown): this {
    return typeof value === 'string' ? this.quoted(value) : this.json(JSON.stringify(value));
  }

  /** A value as RFC 8785 writes it (see `canonicalJson`), where it is an object without some of its members. */
  canonical(value: unknown, apart?: ReadonlySet<string>): this {
    if (typeof value === 'string') return this.quoted(value);
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
      return this.raw(String(value));
    }
    if (typeof value === 'boolean') return this.raw(value ? 'true' : 'false');
    if (typeof value !== 'object') throw new TypeError(`a ${typeof value} has no JSON form`);
    if (value === null) return this.raw('null');
    if (!Array.isArray(value)) return this.canonicalObject(value as Record<string, unknown>, apart);
    this.raw('[');
    const from = this.at;
    for (const item of value) this.comma(from).canonical(item ?? null);
    return this.raw(']');
  }

  private canonicalObject(object: Readonly<Record<string, unknown>>, apart?: ReadonlySet<string>): this {
    this.raw('{');
    const from = this.at;
    for (const { name, quoted } of membersInOrder(object)) {
      const member = object[name];
      if (member === undefined || apart?.has(name) === true) continue;
      this.comma(from).json(quoted).canonical(member);
    }
    return this.raw('}');
  }

  private escaped(text: string): this {
    return this.json(JSON.stringify(text));
  }

  /** Text that is JSON already, of any characters. */
  json(json: string): this {
    const { length } = json;
    this.reserve(length * WIDEST);
    if (length <= SHORT) {
      const { memory } = this;
      let i = 0;
      for (; i < length; i++) {
        const code = json.charCodeAt(i);
        if (code > 0x7f) break;
        memory[this.at + i] = code;
      }
      if (i === length) {
        this.at += length;
        return this;
      }
    }
    const bytes = this.memory.write(json, this.at, 'utf8');
    if (bytes !== length) this.ascii = false;
    this.at += bytes;
    return this;
  }

  private byte(byte: number): this {
    this.reserve(1);
    this.memory[this.at++] = byte;
    return this;
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.memory.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.memory.length * 2, this.at + bytes));
    this.memory.copy(larger, 0, 0, this.at);
    this.memory = larger;
  }
}
