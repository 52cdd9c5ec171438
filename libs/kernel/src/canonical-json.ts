/** Texts that stand between quotes as they are: most names and words. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e\xa0-\ud7ff]*$/;

/** A text as JSON writes it. */
export function quoted(text: string): string {
  return text.length < 64 && PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Sorts names by UTF-16 code units in place: few and often nearly sorted. */
function sorted(names: string[]): string[] {
  if (names.length > 32) return names.sort();
  for (let i = 1; i < names.length; i++) {
    const name = names[i]!;
    let j = i - 1;
    for (; j >= 0 && names[j]! > name; j--) names[j + 1] = names[j]!;
    names[j + 1] = name;
  }
  return names;
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
  const members = value as Record<string, unknown>;
  let all = '{';
  for (const name of sorted(Object.keys(members))) {
    const member = members[name];
    if (member !== undefined) all += `${all.length === 1 ? '' : ','}${quoted(name)}:${canonicalJson(member)}`;
  }
  return `${all}}`;
}
