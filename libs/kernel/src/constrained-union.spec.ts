import fc from 'fast-check';
import { naiveContacts, type Said } from '../test/naive-contacts.js';
import { strongestFirst, unite, type Edge, type FirstSeen, type Judgement } from './constrained-union.js';
import { kindOfNode, makeIds } from './ids.js';

const ids = makeIds(Buffer.alloc(32, 5));
const user = (n: number): string => ids.node('user', '', `u${n}`);
const email = (n: number): string => ids.node('email', '', `e${n}`);
const anonymous = (n: number): string => ids.node('anonymous', 'web', `a${n}`);
const domain = (n: number): string => ids.node('domain', '', `d${n}.example`);
const group = (n: number, source = n % 2 === 0 ? 'crm' : 'desk'): string => ids.node('company', source, `g${n}`);
const mailbox = (n: number): string => ids.node('mailbox', '', `info@e${n}`);

/** Nodes first seen in the order given. */
function seen(...nodes: readonly string[]): Map<string, FirstSeen> {
  return new Map(nodes.map((node, i) => [node, { position: i + 1, ordinal: 0 }]));
}

function edge(x: string, y: string, position: number): Edge {
  return x < y ? { a: x, b: y, position } : { a: y, b: x, position };
}

function judged(says: Judgement['says'], x: string, y: string, position: number): Judgement {
  return { ...edge(x, y, position), says };
}

/** What `unite` is given, gathered from what was said. */
function gathered(said: readonly Said[]): Parameters<typeof unite> {
  const nodes = new Map<string, FirstSeen>();
  const edges = new Map<string, Edge>();
  const pairs = new Map<string, Judgement>();
  const marks = new Map<string, boolean>();
  for (const { position, says, nodes: named } of said) {
    const [x, y] = named as [string, string];
    const key = [...named].sort().join(' ');
    if (says === 'shared' || says === 'own') marks.set(x, says === 'shared');
    else if (says !== 'seen') pairs.set(key, judged(says, x, y, position));
    else {
      named.forEach((node, ordinal) => nodes.has(node) || nodes.set(node, { position, ordinal }));
      for (const other of named.slice(1)) {
        const pair = [x, other].sort().join(' ');
        if (!edges.has(pair)) edges.set(pair, edge(x, other, position));
      }
    }
  }
  return [nodes, [...edges.values()], { pairs: [...pairs.values()], marks }];
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
    const order = strongestFirst([edge(user(1), anonymous(1), 1), edge(user(1), email(1), 9)]);
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

  it('lets an anonymous side that brings no address join a contact that has several', () => {
    const nodes = seen(user(1), email(1), email(2), anonymous(1));
    const contacts = unite(nodes, [
      edge(user(1), email(1), 1),
      edge(user(1), email(2), 2),
      edge(user(1), anonymous(1), 3),
    ]);
    expect(new Set(contacts.values()).size).toBe(1);
  });

  it('joins nobody through what is shared, by rule or by mark, until it is marked as somebody’s own', () => {
    const nodes = seen(user(1), mailbox(1), email(3), email(2));
    const edges = [edge(user(1), mailbox(1), 1), edge(user(1), email(2), 2), edge(email(3), mailbox(1), 3)];
    expect(new Set(unite(nodes, edges).values()).size).toBe(3);
    const marks = new Map([
      [mailbox(1), false],
      [email(2), true],
    ]);
    expect(partition(unite(nodes, edges, { pairs: [], marks }))).toEqual(
      [[user(1), mailbox(1), email(3)].sort().join(' '), email(2)].sort(),
    );
  });

  it('lets people link what no limit would, and keep apart what was seen together', () => {
    const nodes = seen(user(1), email(1), user(2), email(2));
    const edges = [edge(user(1), email(1), 1), edge(user(2), email(2), 2), edge(email(1), email(2), 3)];
    const marks = new Map<string, boolean>();
    const together = judged('together', user(1), user(2), 4);
    expect(new Set(unite(nodes, edges, { pairs: [together], marks }).values()).size).toBe(1);
    const apart = judged('apart', user(1), email(1), 4);
    expect(unite(nodes, edges, { pairs: [apart], marks }).get(email(1))).not.toBe(user(1));
  });

  it('lets the later of two judgements win where both cannot hold', () => {
    const nodes = seen(email(1), email(2), email(3));
    const marks = new Map<string, boolean>();
    const links = [judged('together', email(1), email(2), 1), judged('together', email(2), email(3), 4)];
    const late = [...links, judged('apart', email(1), email(3), 5)];
    expect(unite(nodes, [], { pairs: late, marks }).get(email(3))).toBe(email(3));
    const early = [...links, judged('apart', email(1), email(3), 3)];
    expect(unite(nodes, [], { pairs: early, marks }).get(email(3))).toBe(email(1));
  });

  it('never joins a person and a company, by what was seen or by what people say', () => {
    const nodes = seen(user(1), domain(1), group(2), user(2));
    const edges = [edge(user(1), domain(1), 1), edge(group(2), domain(1), 2), edge(user(2), domain(1), 3)];
    const pairs = [judged('together', user(1), group(2), 4)];
    expect(partition(unite(nodes, edges, { pairs, marks: new Map() }))).toEqual(
      [user(1), user(2), [domain(1), group(2)].sort().join(' ')].sort(),
    );
  });

  it('joins companies of several sources, but not two groups of one source, unless people say so', () => {
    const nodes = seen(group(2), domain(1), group(1), group(4));
    const edges = [edge(group(2), domain(1), 1), edge(group(1), domain(1), 2), edge(group(4), domain(1), 3)];
    const contacts = unite(nodes, edges);
    expect([domain(1), group(1), group(4)].map((node) => contacts.get(node))).toEqual([group(2), group(2), group(4)]);
    const pairs = [judged('together', group(2), group(4), 4)];
    expect(new Set(unite(nodes, edges, { pairs, marks: new Map() }).values()).size).toBe(1);
  });

  it('leaves contacts as they are, whatever companies they are seen with', () => {
    const person = fc.oneof(fc.nat(3).map(user), fc.nat(3).map(email), fc.nat(2).map(anonymous));
    const companys = fc.oneof(
      fc.nat(2).map(domain),
      fc.nat(3).map((n) => group(n)),
    );
    const saying = fc.tuple(
      fc.uniqueArray(person, { minLength: 1, maxLength: 3 }),
      fc.uniqueArray(companys, { maxLength: 2 }),
    );
    fc.assert(
      fc.property(fc.array(saying, { maxLength: 30 }), (list) => {
        const said = (nodes: (one: (typeof list)[number]) => string[]): Said[] =>
          list.map((one, i) => ({ says: 'seen', nodes: nodes(one), position: i + 1 }));
        const alone = unite(...gathered(said(([people]) => people)));
        const together = unite(...gathered(said(([people, companies]) => [...people, ...companies])));
        for (const [node, contact] of alone) expect(together.get(node)).toBe(contact);
        for (const [node, company] of together) if (!alone.has(node)) expect(company).toBe(node);
      }),
      { numRuns: 300 },
    );
  });

  it('comes to what the rules say, read plainly', () => {
    const node = fc.oneof(
      fc.nat(4).map(user),
      fc.nat(4).map(email),
      fc.nat(3).map(anonymous),
      fc.nat(1).map(mailbox),
      fc.nat(2).map(domain),
      fc.nat(3).map((n) => group(n)),
    );
    const saying = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.tuple(fc.constant('seen' as const), fc.uniqueArray(node, { minLength: 1, maxLength: 4 })),
      },
      {
        weight: 2,
        arbitrary: fc.tuple(
          fc.constantFrom('together' as const, 'apart' as const),
          fc.uniqueArray(node, { minLength: 2, maxLength: 2 }),
        ),
      },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('shared' as const, 'own' as const), fc.tuple(node)) },
    );
    fc.assert(
      fc.property(fc.array(saying, { maxLength: 40 }), (list) => {
        const said = list.map(([says, nodes], i): Said => ({ says, nodes, position: i + 1 }));
        expect(unite(...gathered(said))).toEqual(naiveContacts(said));
      }),
      { numRuns: 1_000 },
    );
  });

  it('looks at each edge a few times, however many there are, and at no more for what is kept apart', () => {
    let looked = 0;
    const counted = ({ a, b, position }: Edge): Edge => ({
      get a() {
        looked++;
        return a;
      },
      b,
      position,
    });
    const count = 2_000;
    const nodes = new Map<string, FirstSeen>();
    const edges: Edge[] = [];
    const pairs: Judgement[] = [];
    for (let n = 0; n < count; n++) {
      nodes.set(user(n), { position: 2 * n, ordinal: 0 }).set(email(n), { position: 2 * n + 1, ordinal: 0 });
      edges.push(counted(edge(user(n), email(n), n)), counted(edge(user(n), anonymous(0), count + n)));
      if (n > 0) pairs.push(judged('apart', user(0), user(n), n), judged('apart', email(n - 1), email(n), n));
    }
    nodes.set(anonymous(0), { position: 2 * count, ordinal: 0 });
    const contacts = unite(nodes, edges, { pairs, marks: new Map() });
    expect(new Set(contacts.values()).size).toBe(count);
    expect(looked).toBeLessThanOrEqual(8 * edges.length);
  });
});
