import { unite, type Edge, type FirstSeen } from './constrained-union.js';

/** A node's contact from a position on; null where nobody believes in the node any more, or did before. */
export interface Assignment {
  readonly node: string;
  readonly before: string | null;
  readonly contact: string | null;
  readonly at: number;
}

/** The key of an edge between two nodes, whichever is named first. */
export function pairKey(x: string, y: string): string {
  return x < y ? `${x} ${y}` : `${y} ${x}`;
}

/** The part of the identity graph a batch touches, in memory, changed in position order. */
export class IdentityGraph {
  readonly nodes = new Map<string, FirstSeen>();
  readonly edges = new Map<string, Edge>();
  private readonly neighbours = new Map<string, Set<string>>();
  private readonly contacts = new Map<string, string>();
  readonly assignments: Assignment[] = [];

  /** What was believed before the batch. */
  load(node: string, seen: FirstSeen | null, contact: string | null): void {
    if (seen !== null) this.nodes.set(node, seen);
    if (contact !== null) this.contacts.set(node, contact);
  }

  setNode(node: string, seen: FirstSeen | null): void {
    if (seen === null) this.nodes.delete(node);
    else this.nodes.set(node, seen);
  }

  setEdge(x: string, y: string, position: number | null): void {
    const key = pairKey(x, y);
    if (position === null) {
      this.edges.delete(key);
      this.neighbours.get(x)?.delete(y);
      this.neighbours.get(y)?.delete(x);
      return;
    }
    this.edges.set(key, x < y ? { a: x, b: y, position } : { a: y, b: x, position });
    this.near(x).add(y);
    this.near(y).add(x);
  }

  /** The nodes an edge, skipped or not, leads to. */
  near(node: string): Set<string> {
    let near = this.neighbours.get(node);
    if (near === undefined) this.neighbours.set(node, (near = new Set()));
    return near;
  }

  /** Derives the contacts of everything connected with these nodes, from a position on. */
  derive(changed: Iterable<string>, at: number): void {
    const done = new Set<string>();
    for (const start of changed) {
      if (done.has(start)) continue;
      const component = new Map<string, FirstSeen>();
      const edges = new Map<string, Edge>();
      const queue = [start];
      done.add(start);
      for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
        const seen = this.nodes.get(node);
        if (seen !== undefined) component.set(node, seen);
        else this.assign(node, null, at);
        for (const other of this.near(node)) {
          const key = pairKey(node, other);
          edges.set(key, this.edges.get(key)!);
          if (!done.has(other)) {
            done.add(other);
            queue.push(other);
          }
        }
      }
      for (const [node, contact] of unite(component, [...edges.values()])) this.assign(node, contact, at);
    }
  }

  private assign(node: string, contact: string | null, at: number): void {
    const before = this.contacts.get(node) ?? null;
    if (before === contact) return;
    if (contact === null) this.contacts.delete(node);
    else this.contacts.set(node, contact);
    this.assignments.push({ node, before, contact, at });
  }
}
