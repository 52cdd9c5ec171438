import { IDENTIFIER_KINDS, kindOfNode } from '#kernel';

/** Where a node was first seen: position of the event, and its place among the identifiers the event names. */
export interface FirstSeen {
  readonly position: number;
  readonly ordinal: number;
}

/** Two identifiers seen together, first at a position. `a` sorts before `b`. */
export interface Edge {
  readonly a: string;
  readonly b: string;
  readonly position: number;
}

function rank(node: string): number {
  const at = (IDENTIFIER_KINDS as readonly string[]).indexOf(kindOfNode(node));
  return at < 0 ? IDENTIFIER_KINDS.length : at;
}

/** Strongest first: an edge is as strong as its weaker end, then its stronger one; then the earlier; then by id. */
export function byStrength(x: Edge, y: Edge): number {
  const [xa, xb, ya, yb] = [rank(x.a), rank(x.b), rank(y.a), rank(y.b)];
  return (
    Math.max(xa, xb) - Math.max(ya, yb) ||
    Math.min(xa, xb) - Math.min(ya, yb) ||
    x.position - y.position ||
    (x.a < y.a ? -1 : x.a > y.a ? 1 : x.b < y.b ? -1 : x.b > y.b ? 1 : 0)
  );
}

interface Group {
  parent: string;
  users: number;
  emails: number;
  first: string;
}

/**
 * Contacts as components of a constrained union: edges in order of strength, then position; an edge is skipped if the
 * contact it would make held two user ids, or, for an edge of an anonymous id, two emails. A contact's id is its
 * earliest node's. The same nodes and edges give the same contacts, in whatever order they are handed over.
 */
export function unite(nodes: ReadonlyMap<string, FirstSeen>, edges: readonly Edge[]): Map<string, string> {
  const groups = new Map<string, Group>();
  for (const node of nodes.keys()) {
    const kind = kindOfNode(node);
    groups.set(node, { parent: node, users: kind === 'user' ? 1 : 0, emails: kind === 'email' ? 1 : 0, first: node });
  }
  const find = (node: string): Group => {
    let group = groups.get(node)!;
    while (group.parent !== node) {
      const above = groups.get(group.parent)!;
      group.parent = above.parent;
      node = group.parent;
      group = groups.get(node)!;
    }
    return group;
  };
  for (const edge of [...edges].sort(byStrength)) {
    if (!nodes.has(edge.a) || !nodes.has(edge.b)) continue;
    const a = find(edge.a);
    const b = find(edge.b);
    if (a === b) continue;
    if (a.users + b.users > 1) continue;
    const anonymous = kindOfNode(edge.a) === 'anonymous' || kindOfNode(edge.b) === 'anonymous';
    if (anonymous && a.emails + b.emails > 1) continue;
    a.users += b.users;
    a.emails += b.emails;
    a.first = earlier(a.first, b.first, nodes);
    b.parent = a.parent;
  }
  const contacts = new Map<string, string>();
  for (const node of nodes.keys()) contacts.set(node, find(node).first);
  return contacts;
}

function earlier(x: string, y: string, nodes: ReadonlyMap<string, FirstSeen>): string {
  const a = nodes.get(x)!;
  const b = nodes.get(y)!;
  const order = a.position - b.position || a.ordinal - b.ordinal || (x < y ? -1 : 1);
  return order <= 0 ? x : y;
}
