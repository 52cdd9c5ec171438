import fc from 'fast-check';
import { kindOfNode, makeIds } from '#kernel';
import { byStrength, unite, type Edge, type FirstSeen } from './constrained-union.js';

const ids = makeIds(Buffer.alloc(32, 5));
const user = (n: number): string => ids.node('user', '', `u${n}`);
const email = (n: number): string => ids.node('email', '', `e${n}`);
const anonymous = (n: number): string => ids.node('anonymous', 'web', `a${n}`);

/** Nodes first seen in the order given. */
function seen(...nodes: readonly string[]): Map<string, FirstSeen> {
  return new Map(nodes.map((node, i) => [node, { position: i + 1, ordinal: 0 }]));
}

function edge(x: string, y: string, position: number): Edge {
  return x < y ? { a: x, b: y, position } : { a: y, b: x, position };
}

/** Who is together, whatever the contacts are called. */
function partition(contacts: ReadonlyMap<string, string>): string[] {
  const groups = new Map<string, string[]>();
  for (const [node, contact] of contacts) groups.set(contact, [...(groups.get(contact) ?? []), node]);
  return [...groups.values()].map((group) => group.sort().join(' ')).sort();
}

describe('contacts as a constrained union', () => {
  it('joins what was seen together and calls it by its earliest node', () => {
    const contacts = unite(seen(anonymous(1), email(1), user(1)), [
      edge(anonymous(1), email(1), 2),
      edge(email(1), user(1), 3),
    ]);
    expect(new Set(contacts.values())).toEqual(new Set([anonymous(1)]));
  });

  it('never holds two user ids: the earlier edge of a shared address wins', () => {
    const contacts = unite(seen(user(1), email(9), user(2)), [edge(user(2), email(9), 3), edge(user(1), email(9), 1)]);
    expect(partition(contacts)).toEqual([[user(1), email(9)].sort().join(' '), user(2)].sort());
  });

  it('does not let a shared cookie join two people, however many addresses it met', () => {
    const nodes = seen(email(1), email(2), anonymous(1));
    const contacts = unite(nodes, [edge(anonymous(1), email(1), 1), edge(anonymous(1), email(2), 2)]);
    expect(contacts.get(anonymous(1))).toBe(contacts.get(email(1)));
    expect(contacts.get(email(2))).toBe(email(2));
  });

  it('puts strength before time: a user id’s address beats an earlier cookie', () => {
    const order = [edge(user(1), anonymous(1), 1), edge(user(1), email(1), 9)].sort(byStrength);
    expect(order.map((e) => [kindOfNode(e.a), kindOfNode(e.b)].sort())).toEqual([
      ['email', 'user'],
      ['anonymous', 'user'],
    ]);
  });

  it('gives the same contacts in whatever order nodes and edges are handed over, and keeps every limit', () => {
    const node = fc.oneof(fc.nat(6).map(user), fc.nat(6).map(email), fc.nat(4).map(anonymous));
    const edges = fc.array(fc.tuple(node, node, fc.nat(50)), { maxLength: 40 });
    fc.assert(
      fc.property(edges, fc.infiniteStream(fc.nat()), (pairs, shuffle) => {
        const all = pairs.filter(([x, y]) => x !== y).map(([x, y, position]) => edge(x, y, position));
        const nodes = [...new Set(all.flatMap((e) => [e.a, e.b]))];
        const first = new Map(
          nodes.map((n) => [
            n,
            { position: Math.min(...all.filter((e) => e.a === n || e.b === n).map((e) => e.position)), ordinal: 0 },
          ]),
        );
        const once = unite(first, all);
        const key = new Map<unknown, number>();
        const shuffled = <T>(items: readonly T[]): T[] => {
          for (const item of items) key.set(item, shuffle.next().value as number);
          return [...items].sort((a, b) => key.get(a)! - key.get(b)!);
        };
        expect(unite(new Map(shuffled([...first])), shuffled(all))).toEqual(once);
        for (const group of partition(once))
          expect(group.split(' ').filter((n) => kindOfNode(n) === 'user').length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });
});
