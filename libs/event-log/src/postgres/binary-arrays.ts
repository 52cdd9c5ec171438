/**
 * Arrays as PostgreSQL's binary parameters. The driver writes arrays as text, which escapes every quote of every JSON
 * text and is parsed again by the server; a Buffer is sent as it is.
 */

const HEADER = 20;
const OID = { bytea: 17, int8: 20, int4: 23, text: 25, json: 114, uuid: 2950 } as const;
const KEPT = 8 * 1024 * 1024;

const HEX = new Uint8Array(128);
for (let i = 0; i < 10; i++) HEX[48 + i] = i;
for (let i = 0; i < 6; i++) HEX[97 + i] = 10 + i;

/**
 * Writes arrays one behind the other into memory that is used again: fresh megabytes for every statement cost more
 * than all that is written into them. What was written is valid until `reset`.
 */
export class BinaryArrays {
  private buffer: Buffer;
  private start = 0;
  private at = 0;

  constructor(size = 4_096) {
    this.buffer = Buffer.allocUnsafe(size);
  }

  /** Bytes of memory kept. */
  get held(): number {
    return this.buffer.length;
  }

  /** Begins again: the driver has copied what was written (a pipelined connection does when it is given a query). */
  reset(): this {
    this.at = 0;
    if (this.buffer.length > KEPT) this.buffer = Buffer.allocUnsafe(KEPT);
    return this;
  }

  /** `uuid[]` of lower-case UUIDs. */
  uuids(ids: readonly string[]): Buffer {
    this.begin(OID.uuid, ids.length, false, ids.length * 20);
    const bytes = this.buffer;
    let at = this.at;
    for (const id of ids) {
      at = bytes.writeInt32BE(16, at);
      for (let i = 0; i < 36; i += 2) {
        if (i === 8 || i === 13 || i === 18 || i === 23) i++;
        bytes[at++] = (HEX[id.charCodeAt(i) & 127]! << 4) | HEX[id.charCodeAt(i + 1) & 127]!;
      }
    }
    return this.end(at);
  }

  /** `text[]`. */
  texts(values: readonly (string | null)[]): Buffer {
    return this.strings(OID.text, values);
  }

  /** `json[]` of JSON texts, stored to the letter. */
  jsons(values: readonly string[]): Buffer {
    return this.strings(OID.json, values);
  }

  /** `integer[]`. */
  ints(values: readonly (number | null)[]): Buffer {
    this.begin(OID.int4, values.length, values.includes(null), values.length * 8);
    let at = this.at;
    for (const value of values) {
      if (value === null) at = this.buffer.writeInt32BE(-1, at);
      else at = this.buffer.writeInt32BE(value, this.buffer.writeInt32BE(4, at));
    }
    return this.end(at);
  }

  /** `bigint[]` of safe integers from 0 on. */
  bigints(values: readonly (number | null)[]): Buffer {
    this.begin(OID.int8, values.length, values.includes(null), values.length * 12);
    let at = this.at;
    for (const value of values) {
      if (value === null) at = this.buffer.writeInt32BE(-1, at);
      else {
        at = this.buffer.writeInt32BE(8, at);
        at = this.buffer.writeInt32BE(Math.floor(value / 0x1_0000_0000), at);
        at = this.buffer.writeUInt32BE(value % 0x1_0000_0000, at);
      }
    }
    return this.end(at);
  }

  /** `bytea[]`. */
  byteas(values: readonly Buffer[]): Buffer {
    this.begin(
      OID.bytea,
      values.length,
      false,
      values.reduce((sum, value) => sum + 4 + value.length, 0),
    );
    let at = this.at;
    for (const value of values) {
      at = this.buffer.writeInt32BE(value.length, at);
      at += value.copy(this.buffer, at);
    }
    return this.end(at);
  }

  private strings(oid: number, values: readonly (string | null)[]): Buffer {
    let room = 0;
    let nulls = false;
    for (const value of values) {
      room += 4 + (value === null ? 0 : value.length * 3);
      nulls ||= value === null;
    }
    this.begin(oid, values.length, nulls, room);
    let at = this.at;
    for (const value of values) {
      if (value === null) at = this.buffer.writeInt32BE(-1, at);
      else {
        const length = this.buffer.write(value, at + 4, 'utf8');
        this.buffer.writeInt32BE(length, at);
        at += 4 + length;
      }
    }
    return this.end(at);
  }

  /** Makes room, leaving what was written before where it is, and writes the header. */
  private begin(oid: number, count: number, nulls: boolean, room: number): void {
    if (this.at + HEADER + room > this.buffer.length) {
      this.buffer = Buffer.allocUnsafe(Math.max(HEADER + room, this.buffer.length * 2));
      this.at = 0;
    }
    this.start = this.at;
    this.at = this.buffer.writeInt32BE(count === 0 ? 0 : 1, this.at);
    this.at = this.buffer.writeInt32BE(nulls ? 1 : 0, this.at);
    this.at = this.buffer.writeInt32BE(oid, this.at);
    if (count === 0) return;
    this.at = this.buffer.writeInt32BE(count, this.at);
    this.at = this.buffer.writeInt32BE(1, this.at);
  }

  private end(at: number): Buffer {
    this.at = at;
    return this.buffer.subarray(this.start, at);
  }
}

/** Arrays of a statement whose parameters the driver may keep for a while. */
export function arrays(): BinaryArrays {
  return new BinaryArrays();
}
