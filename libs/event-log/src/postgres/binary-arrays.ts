/**
 * Arrays as PostgreSQL's binary parameters. The driver writes arrays as text, which escapes every quote of every JSON
 * text and is parsed again by the server; a Buffer is sent as it is.
 */

const HEADER = 20;
const OID = { bytea: 17, uuid: 2950, text: 25, json: 114, int4: 23, int8: 20 } as const;

const HEX = new Uint8Array(128);
for (let i = 0; i < 10; i++) HEX[48 + i] = i;
for (let i = 0; i < 6; i++) HEX[97 + i] = 10 + i;

function header(into: Buffer, oid: number, count: number, nulls: boolean): number {
  into.writeInt32BE(1, 0);
  into.writeInt32BE(nulls ? 1 : 0, 4);
  into.writeInt32BE(oid, 8);
  into.writeInt32BE(count, 12);
  into.writeInt32BE(1, 16);
  return HEADER;
}

function empty(oid: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeInt32BE(oid, 8);
  return bytes;
}

/** `uuid[]` of lower-case UUIDs. */
export function uuidArray(ids: readonly string[]): Buffer {
  if (ids.length === 0) return empty(OID.uuid);
  const bytes = Buffer.allocUnsafe(HEADER + ids.length * 20);
  let at = header(bytes, OID.uuid, ids.length, false);
  for (const id of ids) {
    bytes[at] = 0;
    bytes[at + 1] = 0;
    bytes[at + 2] = 0;
    bytes[at + 3] = 16;
    at += 4;
    for (let i = 0; i < 36; i += 2) {
      if (i === 8 || i === 13 || i === 18 || i === 23) i++;
      bytes[at++] = (HEX[id.charCodeAt(i) & 127]! << 4) | HEX[id.charCodeAt(i + 1) & 127]!;
    }
  }
  return bytes;
}

function strings(oid: number, values: readonly (string | null)[]): Buffer {
  if (values.length === 0) return empty(oid);
  let room = HEADER;
  let nulls = false;
  for (const value of values) {
    room += 4 + (value === null ? 0 : value.length * 3);
    nulls ||= value === null;
  }
  const bytes = Buffer.allocUnsafe(room);
  let at = header(bytes, oid, values.length, nulls);
  for (const value of values) {
    if (value === null) {
      at = bytes.writeInt32BE(-1, at);
    } else {
      const length = bytes.write(value, at + 4, 'utf8');
      bytes.writeInt32BE(length, at);
      at += 4 + length;
    }
  }
  return bytes.subarray(0, at);
}

/** `text[]`. */
export function textArray(values: readonly (string | null)[]): Buffer {
  return strings(OID.text, values);
}

/** `json[]` of JSON texts, stored to the letter. */
export function jsonArray(values: readonly string[]): Buffer {
  return strings(OID.json, values);
}

/** `integer[]`. */
export function intArray(values: readonly (number | null)[]): Buffer {
  if (values.length === 0) return empty(OID.int4);
  const nulls = values.includes(null);
  const bytes = Buffer.allocUnsafe(HEADER + values.length * 8);
  let at = header(bytes, OID.int4, values.length, nulls);
  for (const value of values) {
    if (value === null) at = bytes.writeInt32BE(-1, at);
    else at = bytes.writeInt32BE(value, bytes.writeInt32BE(4, at));
  }
  return bytes.subarray(0, at);
}

/** `bigint[]` of safe integers. */
export function bigintArray(values: readonly (number | null)[]): Buffer {
  if (values.length === 0) return empty(OID.int8);
  const nulls = values.includes(null);
  const bytes = Buffer.allocUnsafe(HEADER + values.length * 12);
  let at = header(bytes, OID.int8, values.length, nulls);
  for (const value of values) {
    if (value === null) at = bytes.writeInt32BE(-1, at);
    else {
      at = bytes.writeInt32BE(8, at);
      at = bytes.writeInt32BE(Math.floor(value / 0x1_0000_0000), at);
      at = bytes.writeUInt32BE(((value % 0x1_0000_0000) + 0x1_0000_0000) % 0x1_0000_0000, at);
    }
  }
  return bytes.subarray(0, at);
}

/** `bytea[]`. */
export function byteaArray(values: readonly Buffer[]): Buffer {
  if (values.length === 0) return empty(OID.bytea);
  const bytes = Buffer.allocUnsafe(HEADER + values.reduce((sum, value) => sum + 4 + value.length, 0));
  let at = header(bytes, OID.bytea, values.length, false);
  for (const value of values) {
    at = bytes.writeInt32BE(value.length, at);
    at += value.copy(bytes, at);
  }
  return bytes;
}
