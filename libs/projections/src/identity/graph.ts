import {
  countsNothing,
  countsOf,
  earlier,
  isOfAnonymous,
  isShared,
  precedes,
  sameKind,
  unite,
  type Edge,
  type FirstSeen,
  type Judgement,
} from '#kernel';
import { ContactMembers, LIMITED, type Limited } from './contact-members.js';

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
  private readonly belonging = new ContactMembers();
  /** Of nodes the neighbour that was found last to count against a limit in the same contact. */
  private readonly witnesses = new Map<string, string>();

  /** What was believed before the batch. */
  load(node: string, seen: FirstSeen | null, contact: string | null): void {
    if (seen !== null) this.nodes.set(node, seen);
    if (contact !== null) this.belonging.move(node, contact);
  }

  /** The contact a node belongs to. */
  contactOf(node: string): string | undefined {
    return this.belonging.contactOf(node);
  }

  /** The members of a contact that are loaded. */
  membersOf(contact: string): ReadonlySet<string> {
    return this.belonging.of(contact);
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
    const contact = this.contactOf(to);
    if (contact === undefined || !countsNothing(leaf) || this.contactOf(leaf) !== leaf) return false;
    if (this.membersOf(leaf).size > 1 || (this.judgedWith.get(leaf)?.size ?? 0) > 0) return false;
    const first = this.nodes.get(contact);
    const own = this.nodes.get(leaf)!;
    // a contact that is not loaded is older than what appears now
    if (first !== undefined && (first.position - own.position || first.ordinal - own.ordinal) > 0) return false;
    this.assign(leaf, contact, at);
    return true;
  }

  /**
   * Decides a new edge between two contacts, loaded whole, by what they count, without deriving them: that costs what is
   * renamed, whatever they hold. False where that does not tell.
   *
   * It is skipped, and nothing changes, if each end was in one contact with a user id (or, for an anonymous id's edge,
   * with an address) when its turn came: an edge that is looked at earlier and leads to one of the same contact was
   * taken, since what is skipped once never becomes one later.
   *
   * It is taken, and all else stays as it is, if people judged nothing across, and of whatever is limited one side has
   * none: then no join within either side finds more of it on both sides than before. Both may have addresses if the
   * edge is not an anonymous id's and each end is with one of them by such an edge: when addresses begin to matter, each
   * side has one there, with the other or without.
   */
  decide(x: string, y: string, at: number): boolean {
    const edge = this.edges.get(pairKey(x, y))!;
    const [one, other] = [this.contactOf(x)!, this.contactOf(y)!];
    const both = LIMITED.filter((limited) => [one, other].every((of) => this.belonging.count(of, limited) > 0));
    const anonymous = isOfAnonymous(edge);
    const each = (limited: Limited, by: (of: Edge) => boolean): boolean =>
      this.isWith(x, limited, by) && this.isWith(y, limited, by);
    for (const limited of both)
      if ((limited === 'users' || (limited === 'emails' && anonymous)) && each(limited, (of) => precedes(of, edge)))
        return true;
    for (const limited of both)
      if (limited !== 'emails' || anonymous || !each(limited, (of) => !isOfAnonymous(of))) return false;
    if (this.judgedAcross(one, other)) return false;
    const contact = earlier(one, other, this.nodes);
    for (const node of this.membersOf(contact === one ? other : one)) this.assign(node, contact, at);
    return true;
  }

  /** Whether a node counts against a limit, or is joined by such an edge to one that does. */
  private isWith(node: string, limited: Limited, by: (edge: Edge) => boolean): boolean {
    if (countsOf(node)[limited] > 0) return true;
    const contact = this.contactOf(node)!;
    const [near, members] = [this.near(node), this.membersOf(contact)];
    const tells = (other: string): boolean =>
      countsOf(other)[limited] > 0 &&
      this.contactOf(other) === contact &&
      near.has(other) &&
      by(this.edges.get(pairKey(node, other))!);
    const key = `${limited} ${node}`;
    const last = this.witnesses.get(key);
    if (last !== undefined && tells(last)) return true;
    for (const other of near.size < members.size ? near : members) {
      if (!tells(other)) continue;
      this.witnesses.set(key, other);
      return true;
    }
    return false;
  }

  /** Whether people said anything of two identifiers, one of each contact. */
  private judgedAcross(one: string, other: string): boolean {
    const [left, right] = [this.membersOf(one), this.membersOf(other)];
    const [fewer, contact] = left.size < right.size ? [left, other] : [right, one];
    for (const node of fewer)
      for (const judged of this.judgedWith.get(node) ?? NOBODY) if (this.contactOf(judged) === contact) return true;
    return false;
  }

  /**
   * Derives two contacts, loaded whole, between which there is a new edge. Either it is skipped and nothing changes, or
   * it makes one contact of the two, and every edge that was skipped around them still is: what joins earlier than
   * before only breaks more limits. False where neither is so: then an edge that was taken is not any more, and all that
   * is connected must be derived.
   */
  merge(x: string, y: string, at: number): boolean {
    const [one, other] = [this.contactOf(x)!, this.contactOf(y)!];
    const nodes = [...this.membersOf(one), ...this.membersOf(other)];
    const united = this.unite(nodes);
    if (nodes.every((node) => united.get(node) === this.contactOf(node))) return true;
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

  private assign(node: string, contact: string | null, at: number): void {
    const before = this.contactOf(node) ?? null;
    if (before === contact) return;
    this.belonging.move(node, contact);
    this.assignments.push({ node, before, contact, at });
  }
}
