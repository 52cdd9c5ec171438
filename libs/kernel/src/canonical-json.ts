/** A text as JSON writes it. Most are short and stand between quotes as they are. */
export function quoted(text: string): string {
  if (text.length > 63) return JSON.stringify(text);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return JSON.stringify(text);
  }
  return `"${text}"`;
}

/** Members have few names, and the same again and again: their quotes are remembered, up to a bound. */
const REMEMBERED = 4_096;
const names = new Map<string, string>();

function quotedName(name: string): string {
  let known = names.get(name);
  if (known === undefined) {
    known = `${quoted(name)}:`;
    if (names.size < REMEMBERED && name.length < 64) names.set(name, known);
  }
  return known;
}

/** Sorts by UTF-16 code units in place: few and often nearly sorted. */
function sorted(words: string[]): string[] {
  if (words.length > 32) return words.sort();
  for (let i = 1; i < words.length; i++) {
    const word = words[i]!;
    let j = i - 1;
    for (; j >= 0 && words[j]! > word; j--) words[j + 1] = words[j]!;
    words[j + 1] = word;
  }
  return words;
}

/**
 * Canonical JSON of RFC 8785: members sorted by UTF-16 code units, no white space, ECMAScript number form.
 * Members that are `undefined` are left out. Throws a TypeError on what JSON cannot say (NaN, functions, bigints).
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
    return String(value);
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} has no JSON form`);
  if (value === null) return 'null';
  if (Array.isArray(value)) {
    let items = '[';
    for (let i = 0; i < value.length; i++) items += `${i === 0 ? '' : ','}${canonicalJson(value[i] ?? null)}`;
    return `${items}]`;
  }
  return objectJson(value as Record<string, unknown>, null);
}

/** Canonical JSON of an object without some of its members. */
export function canonicalJsonWithout(value: Readonly<Record<string, unknown>>, apart: ReadonlySet<string>): string {
  return objectJson(value, apart);
}

function objectJson(members: Readonly<Record<string, unknown>>, apart: ReadonlySet<string> | null): string {
  let all = '{';
  for (const name of sorted(Object.keys(members))) {
    const member = members[name];
    if (member === undefined || apart?.has(name) === true) continue;
    all += `${all.length === 1 ? '' : ','}${quotedName(name)}${canonicalJson(member)}`;
  }
  return `${all}}`;
}
