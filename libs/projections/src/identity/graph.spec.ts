import fc from 'fast-check';
import { makeIds, sameKind } from '#kernel';
import { naiveContacts, type Said } from '../../../kernel/test/naive-contacts.js';
import { IdentityGraph } from './graph.js';

const ids = makeIds(Buffer.alloc(32, 5));
const KINDS = ['user', 'email', 'phone', 'external', 'anonymous', 'mailbox', 'company', 'domain'] as const;
const named = fc
  .record({ kind: fc.constantFrom(...KINDS), n: fc.nat(3) })
  .map(({ kind, n }) => ids.node(kind, kind === 'company' ? `crm${n % 2}` : '', `${kind}${n}`));
const seen = fc
  .uniqueArray(named, { minLength: 1, maxLength: 3 })
  .map((nodes) => ({ says: 'seen' as const, nodes: nodes.filter((node) => sameKind(node, nodes[0]!)) }));
const judged = fc
  .record({ says: fc.constantFrom('together' as const, 'apart' as const), x: named, y: named })
  .filter(({ x, y }) => x !== y && sameKind(x, y))
  .map(({ says, x, y }) => ({ says, nodes: [x, y] }));
const story = fc.array(fc.oneof({ weight: 6, arbitrary: seen }, { weight: 1, arbitrary: judged }), {
  minLength: 5,
  maxLength: 60,
});

/** A graph in which all is loaded, and how often it was told by counting alone what a new edge changes. */
class Played {
  readonly graph = new IdentityGraph();
  decided = 0;
  derived = 0;

  say({ says, nodes, position }: Said): void {
    const { graph } = this;
    if (says !== 'seen') {
      const [a, b] = [...nodes].sort() as [string, string];
      graph.judge(a, b, { says, position });
      graph.derive(
        nodes.filter((node) => graph.nodes.has(node)),
        position,
      );
      return;
    }
    const [profile, ...others] = nodes as [string, ...string[]];
    nodes.forEach((node, ordinal) => {
      if (graph.nodes.has(node)) return;
      graph.setNode(node, { position, ordinal });
      graph.appear(node, position);
      if (graph.linkedWith(node).length > 0) graph.derive([node], position);
    });
    for (const other of others) {
      if (graph.near(profile).has(other)) continue;
      graph.setEdge(profile, other, position);
      if (graph.shared(profile) || graph.shared(other) || graph.contactOf(profile) === graph.contactOf(other)) continue;
      if (graph.decide(profile, other, position)) this.decided++;
      else {
        this.derived++;
        if (!graph.merge(profile, other, position)) graph.derive([profile, other], position);
      }
    }
  }

  contacts(): Map<string, string> {
    return new Map([...this.graph.nodes.keys()].map((node) => [node, this.graph.contactOf(node)!]));
  }
}

function sorted(map: ReadonlyMap<string, string>): [string, string][] {
  return [...map].sort(([x], [y]) => (x < y ? -1 : 1));
}

describe('the identity graph in memory', () => {
  it('is after each thing said what the rules say of all of it, whether it counts or derives', () => {
    let decided = 0;
    let derived = 0;
    fc.assert(
      fc.property(story, (steps) => {
        const played = new Played();
        const said: Said[] = [];
        steps.forEach((step, i) => {
          said.push({ ...step, position: i + 1 });
          played.say(said.at(-1)!);
          expect([i, sorted(played.contacts())]).toEqual([i, sorted(naiveContacts(said))]);
        });
        decided += played.decided;
        derived += played.derived;
      }),
      { numRuns: 400 },
    );
    // both ways are taken, so both are compared
    expect(decided).toBeGreaterThan(20);
    expect(derived).toBeGreaterThan(20);
  });

  it.each(['user', 'phone', 'external'] as const)(
    'counts, and derives nothing, where one %s is seen with address after address, device after device',
    (kind) => {
      const played = new Played();
      const hub = ids.node(kind, '', 'hub');
      for (let n = 0; n < 4_000; n++) {
        const [email, device] = [ids.node('email', '', `e${n}`), ids.node('anonymous', '', `d${n % 10}`)];
        const nodes = kind === 'user' ? [hub, email, device] : [email, hub, device];
        played.say({ says: 'seen', nodes, position: n + 1 });
      }
      expect(played.derived).toBeLessThan(20);
      expect(new Set(played.contacts().values()).size).toBe(1);
    },
  );
});
