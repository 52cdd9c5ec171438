import { countsNothing, isShared, sameKind, unite, type Edge, type FirstSeen, type Judgement } from '#kernel';

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

const NOBODY: ReadonlySet<string> = new Set();

/** The part of the identity graph a batch touches, in memory, changed in position order. */
export class IdentityGraph {
  readonly nodes = new Map<string, FirstSeen>();
  readonly edges = new Map<string, Edge>();
  readonly assignments: Assignment[] = [];
  private readonly marks = new Map<string, boolean>();
  private readonly judgements = new Map<string, Judgement>();
  private readonly judgedWith = new Map<string, Set<string>>();
  private readonly neighbours = new Map<string, Set<string>>();
  private readonly contacts = new Map<string, string>();
  /** Members of contacts, as far as they are loaded. */
  private readonly members = new Map<string, Set<string>>();

  /** What was believed before the batch. */
  load(node: string, seen: FirstSeen | null, contact: string | null): void {
    if (seen !== null) this.nodes.set(node, seen);
    if (contact !== null) this.belong(node, contact);
  }

  /** The contact a node belongs to. */
  contactOf(node: string): string | undefined {
    return this.contacts.get(node);
  }

  /** The members of a contact that are loaded. */
  membersOf(contact: string): ReadonlySet<string> {
    return this.members.get(contact) ?? NOBODY;
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

  /** What people last said of a pair; null where nobody says anything any more. A pair of one node is its mark. */
  judge(a: string, b: string, said: { readonly says: string; readonly position: number } | null): void {
    if (a === b) {
      if (said === null) this.marks.delete(a);
      else this.marks.set(a, said.says === 'shared');
      return;
    }
    const key = pairKey(a, b);
    if (said === null) this.judgements.delete(key);
    else
      this.judgements.set(key, {
        a,
        b,
        position: said.position,
        says: said.says === 'together' ? 'together' : 'apart',
      });
    for (const [one, other] of [[a, b] as const, [b, a] as const]) {
      let others = this.judgedWith.get(one);
      if (others === undefined) this.judgedWith.set(one, (others = new Set()));
      if (said === null) others.delete(other);
      else others.add(other);
    }
  }

  /** Whether a node joins nobody. */
  shared(node: string): boolean {
    return isShared(node, this.marks);
  }

  /** The nodes an edge, skipped or not, leads to. */
  near(node: string): Set<string> {
    let near = this.neighbours.get(node);
    if (near === undefined) this.neighbours.set(node, (near = new Set()));
    return near;
  }

  /** The nodes people linked a node with. */
  linkedWith(node: string): string[] {
    return [...(this.judgedWith.get(node) ?? NOBODY)].filter(
      (other) => sameKind(node, other) && this.judgements.get(pairKey(node, other))!.says === 'together',
    );
  }

  /** A node that was not known before is a contact of its own. */
  appear(node: string, at: number): void {
    this.assign(node, node, at);
  }

  /**
   * Joins a node that is new and alone to a contact, if nothing it brings can matter to any limit: then its edge is
   * taken, and no other edge is. False where more has to be looked at.
   */
  attach(leaf: string, to: string, at: number): boolean {
    const contact = this.contacts.get(to);
    if (contact === undefined || !countsNothing(leaf) || this.contacts.get(leaf) !== leaf) return false;
    if (this.membersOf(leaf).size > 1 || (this.judgedWith.get(leaf)?.size ?? 0) > 0) return false;
    const first = this.nodes.get(contact);
    const own = this.nodes.get(leaf)!;
    // a contact that is not loaded is older than what appears now
    if (first !== undefined && (first.position - own.position || first.ordinal - own.ordinal) > 0) return false;
    this.assign(leaf, contact, at);
    return true;
  }

  /**
   * Derives two contacts, loaded whole, between which there is a new edge. Either it is skipped and nothing changes, or
   * it makes one contact of the two, and every edge that was skipped around them still is: what joins earlier than
   * before only breaks more limits. False where neither is so: then an edge that was taken is not any more, and all that
   * is connected must be derived.
   */
  merge(x: string, y: string, at: number): boolean {
    const [one, other] = [this.contacts.get(x)!, this.contacts.get(y)!];
    const nodes = [...this.membersOf(one), ...this.membersOf(other)];
    const united = this.unite(nodes);
    if (nodes.every((node) => united.get(node) === this.contacts.get(node))) return true;
    if (new Set(united.values()).size > 1) return false;
    for (const [node, contact] of united) this.assign(node, contact, at);
    return true;
  }

  /** Derives the contacts of everything connected with these nodes, from a position on. All of it must be loaded. */
  derive(changed: Iterable<string>, at: number): void {
    const done = new Set<string>();
    for (const start of changed) {
      if (done.has(start)) continue;
      const component: string[] = [];
      const queue = [start];
      done.add(start);
      for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
        if (this.nodes.has(node)) component.push(node);
        else this.assign(node, null, at);
        if (this.shared(node)) continue;
        for (const other of [...this.near(node), ...this.linkedWith(node)]) {
          if (done.has(other) || this.shared(other)) continue;
          done.add(other);
          queue.push(other);
        }
      }
      for (const [node, contact] of this.unite(component)) this.assign(node, contact, at);
    }
  }

  /** Unites some nodes by the edges and judgements among them. */
  private unite(nodes: readonly string[]): Map<string, string> {
    const seen = new Map<string, FirstSeen>();
    for (const node of nodes) {
      const first = this.nodes.get(node);
      if (first !== undefined) seen.set(node, first);
    }
    const edges: Edge[] = [];
    const pairs: Judgement[] = [];
    const among = <T>(node: string, others: ReadonlySet<string> | undefined, of: Map<string, T>, into: T[]): void => {
      if (others === undefined) return;
      // a node may have far more neighbours than there are nodes here
      for (const other of others.size > seen.size ? seen.keys() : others) {
        if (node < other && seen.has(other) && others.has(other)) into.push(of.get(pairKey(node, other))!);
      }
    };
    for (const node of seen.keys()) {
      among(node, this.neighbours.get(node), this.edges, edges);
      among(node, this.judgedWith.get(node), this.judgements, pairs);
    }
    return unite(seen, edges, { pairs, marks: this.marks });
  }

  private belong(node: string, contact: string): void {
    this.contacts.set(node, contact);
    const members = this.members.get(contact);
    if (members === undefined) this.members.set(contact, new Set([node]));
    else members.add(node);
  }

  private assign(node: string, contact: string | null, at: number): void {
    const before = this.contacts.get(node) ?? null;
    if (before === contact) return;
    if (before !== null) this.members.get(before)?.delete(node);
    if (contact === null) this.contacts.delete(node);
    else this.belong(node, contact);
    this.assignments.push({ node, before, contact, at });
  }
}
