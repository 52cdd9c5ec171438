/** A member's name, and as JSON writes it before the value. */
export interface Member {
  readonly name: string;
  readonly quoted: string;
}

/** Names met one after the other, and where that led: the members in canonical order. */
interface Met {
  readonly next: Map<string, Met>;
  order: readonly Member[] | null;
}

/** What is remembered is bounded; whatever else is met is sorted each time. */
const MOST_MET = 8_192;
const LONGEST_NAME = 64;

const start: Met = { next: new Map(), order: null };
let met = 0;

/**
 * The members of an object in the order of RFC 8785: by UTF-16 code units. A source sends objects of a few forms again
 * and again: what they are in order is looked up by the names in the order they come.
 */
export function membersInOrder(object: Readonly<Record<string, unknown>>): readonly Member[] {
  let at = start;
  for (const name of Object.keys(object)) {
    const next = at.next.get(name) ?? meet(at, name);
    if (next === null) return sorted(object);
    at = next;
  }
  return (at.order ??= sorted(object));
}

function meet(after: Met, name: string): Met | null {
  if (met >= MOST_MET || name.length > LONGEST_NAME) return null;
  met++;
  const next: Met = { next: new Map(), order: null };
  after.next.set(name, next);
  return next;
}

function sorted(object: Readonly<Record<string, unknown>>): readonly Member[] {
  return Object.keys(object)
    .sort()
    .map((name) => ({ name, quoted: `${JSON.stringify(name)}:` }));
}
