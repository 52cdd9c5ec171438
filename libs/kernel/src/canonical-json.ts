import { JsonWriter } from './json-writer.js';

const writer = new JsonWriter();

/**
 * Canonical JSON of RFC 8785: members sorted by UTF-16 code units, no white space, ECMAScript number form.
 * Members that are `undefined` are left out. Throws a TypeError on what JSON cannot say (NaN, functions, bigints).
 */
export function canonicalJson(value: unknown): string {
  return writer.reset().canonical(value).text;
}

/** Canonical JSON of a value in UTF-8, where it is an object without some of its members. */
export function canonicalBytes(value: unknown, apart?: ReadonlySet<string>): Buffer {
  return Buffer.from(writer.reset().canonical(value, apart).bytes);
}
