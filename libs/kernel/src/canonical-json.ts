/**
 * Canonical JSON of RFC 8785: members sorted by UTF-16 code units, no white space, ECMAScript number form.
 * Members that are `undefined` are left out. Throws a TypeError on what JSON cannot say (NaN, functions, bigints).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object') {
    const members = value as Record<string, unknown>;
    const names = Object.keys(members)
      .filter((name) => members[name] !== undefined)
      .sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(members[name])}`).join(',')}}`;
  }
  throw new TypeError(`a ${typeof value} has no JSON form`);
}
