import { countsNothing, isBefore, sameKind } from '#kernel';
import { group } from '../engine/group.js';
import { IdentityGraph, pairKey } from './graph.js';
import type { Cut, IdentityRange } from './identity-range.js';
import type { IdentityReader, Sighting, StoredEdge } from './identity-reader.js';
import type { IdentityWriter } from './identity-writer.js';
import type { Memberships } from './memberships.js';
import type { NodeValue } from './node-values.js';
import { settleEdges, settleNodes } from './taking-back.js';

/** Nodes and edges that are stored, as far as a worker remembers. */
export interface KnownIdentity {
  readonly nodes: Set<string>;
  readonly edges: Set<string>;
}

const REMEMBERED = 100_000;

type Pair = readonly [string, string];

/** What a range, or the rest of one, names. */
type Named = Pick<IdentityRange, 'sightings' | 'closed' | 'judgements'>;

/**
 * One range being derived: the touched part of the graph in memory, written once at the end. A new edge looks at the two
 * contacts it leads to, not at all that is connected with them: an identifier seen with thousands costs what one of them
 * costs. What is taken back or judged looks at everything connected.
 */
export class IdentityBatch {
  readonly graph = new IdentityGraph();
  private readonly changedNodes = new Set<string>();
  private readonly changedEdges = new Map<string, Pair>();
  /** Nodes whose row, contact and judgements are loaded, or known not to be there. */
  private readonly looked = new Set<string>();
  /** Nodes between any two of which every edge is loaded. */
  private readonly among = new Set<string>();
  /** Nodes all of whose edges are loaded. */
  private readonly complete = new Set<string>();
  /** Contacts all of whose members, and the edges between them, are loaded. */
  private readonly whole = new Set<string>();
  /** Loaded nodes that have a row, believed in or not. */
  private readonly stored = new Set<string>();
  /** Nodes of which something was taken back, and that are not derived yet. */
  private readonly lost = new Set<string>();

  constructor(
    private readonly reader: IdentityReader,
    private readonly memberships: Memberships,
    private readonly known: KnownIdentity,
    /** Up to where judgements are settled: those of nodes looked at from now on are read as of it. */
    private settledTo: number,
  ) {}

  /** Loads what a range names, at once: where it judges or takes back, with everything connected, then or by itself. */
  async prepare({ sightings, closed, judgements }: Named): Promise<void> {
    const { nodes, pairs } = await this.unknown(sightings);
    await this.look(new Set([...nodes, ...pairs.flat()]));
    await this.makeWhole(this.contactsToMerge(pairs));
    if (closed.length + judgements.length === 0) return;
    const ahead = group(
      [...pairs, ...judgements.map(({ a, b }): Pair => [a, b])].flatMap(([x, y]): Pair[] => [
        [x, y],
        [y, x],
      ]),
      ([node]) => node,
    );
    const judged = judgements.flatMap(({ a, b }) => [a, b]);
    await this.loadConnected(new Set([...judged, ...closed.flatMap(nodesOf)]), new Set(), ahead);
  }

  /** Sightings of the range in between which nothing is taken back or judged, in the order of their positions. */
  async add(rows: readonly Sighting[]): Promise<void> {
    this.memberships.add(rows);
    for (const row of rows) {
      const fresh = this.see(row, (node) => this.graph.appear(node, row.position));
      for (const node of fresh.nodes) this.whole.add(node);
      for (const [x, y] of fresh.pairs) await this.connect(x, y, row.position);
      // people linked it before it was seen, or since it was taken back
      const linked = fresh.nodes.filter((node) => this.graph.linkedWith(node).length > 0);
      if (linked.length > 0) await this.deriveConnected(linked, row.position);
    }
  }

  /** A position of the range at which sightings are taken back, said instead of others (an amendment), or people judge. */
  async cut({ at, closed, said, judged }: Omit<Cut, 'many'>): Promise<void> {
    const marked = new Set(judged.filter(({ a, b }) => a === b).map(({ a }) => a));
    const nodes = new Set([...judged.flatMap(({ a, b }) => [a, b]), ...[...closed, ...said].flatMap(nodesOf)]);
    await this.loadConnected(nodes, marked);
    const changed = new Set<string>();
    this.settledTo = at;
    for (const { a, b, said: now } of judged) {
      this.graph.judge(a, b, now);
      changed.add(a).add(b);
    }
    for (const node of marked)
      for (const other of [...this.graph.near(node), ...this.graph.linkedWith(node)]) changed.add(other);
    if (closed.length > 0) await this.takeBack(closed, at, changed);
    this.memberships.add(said);
    for (const row of said) {
      const fresh = this.see(row, () => undefined);
      for (const node of [...fresh.nodes, ...fresh.pairs.flat()]) changed.add(node);
    }
    this.derive(changed, at);
  }

  /** Some of the many sightings that end at the position up to which judgements are settled: derived with `deriveLost`. */
  async lose(closed: readonly Sighting[]): Promise<void> {
    await this.loadConnected(closed.flatMap(nodesOf), new Set());
    await this.takeBack(closed, this.settledTo, this.lost);
  }

  deriveLost(): void {
    this.derive(this.lost, this.settledTo);
  }

  /** Nodes held in memory. */
  get size(): number {
    return this.looked.size;
  }

  /** Sightings are not believed any more: what they were the first of is first seen elsewhere, or goes. */
  private async takeBack(closed: readonly Sighting[], at: number, changed: Set<string>): Promise<void> {
    await this.memberships.settle(closed, at);
    const lostEdges = await settleEdges(this.graph, this.reader, closed, at);
    for (const [a, b] of lostEdges) {
      this.changedEdges.set(pairKey(a, b), [a, b]);
      this.known.edges.delete(pairKey(a, b));
      changed.add(a).add(b);
    }
    for (const node of await settleNodes(this.graph, this.reader, this.memberships, closed, at)) {
      this.changedNodes.add(node);
      if (!this.graph.nodes.has(node)) this.known.nodes.delete(node);
      changed.add(node);
    }
  }

  /** Takes a sighting in: what is new by it. */
  private see(row: Sighting, appear: (node: string) => void): { nodes: string[]; pairs: Pair[] } {
    const nodes: string[] = [];
    const pairs: Pair[] = [];
    [row.profile, ...row.others].forEach((node, ordinal) => {
      if (!this.looked.has(node) && this.known.nodes.has(node)) return;
      const seen = this.graph.nodes.get(node);
      if (seen !== undefined && !isBefore({ position: row.position, ordinal }, seen)) return;
      this.graph.setNode(node, { position: row.position, ordinal });
      this.changedNodes.add(node);
      nodes.push(node);
      if (seen === undefined) appear(node);
    });
    for (const other of row.others) {
      if (other === row.profile || !sameKind(row.profile, other)) continue;
      const key = pairKey(row.profile, other);
      if (this.known.edges.has(key) && !this.graph.edges.has(key) && !this.changedEdges.has(key)) continue;
      const edge = this.graph.edges.get(key);
      if (edge !== undefined && edge.position <= row.position) continue;
      this.graph.setEdge(row.profile, other, row.position);
      this.changedEdges.set(key, [row.profile, other]);
      pairs.push([row.profile, other]);
    }
    return { nodes, pairs };
  }

  /** There is a new edge between two nodes: derives what it changes. */
  private async connect(x: string, y: string, at: number): Promise<void> {
    const { graph } = this;
    if (graph.shared(x) || graph.shared(y)) return;
    const [one, other] = [graph.contactOf(x)!, graph.contactOf(y)!];
    if (one === other || this.attach(x, y, at) || this.attach(y, x, at)) return;
    await this.makeWhole([one, other]);
    if (graph.decide(x, y, at) || graph.merge(x, y, at)) {
      for (const contact of [graph.contactOf(x)!, graph.contactOf(y)!]) this.whole.add(contact);
      return;
    }
    await this.deriveConnected([x, y], at);
  }

  private async deriveConnected(nodes: readonly string[], at: number): Promise<void> {
    await this.loadConnected(nodes, new Set());
    this.derive(nodes, at);
  }

  private attach(leaf: string, to: string, at: number): boolean {
    // a node that was there before may have edges that were skipped
    return this.changedNodes.has(leaf) && !this.stored.has(leaf) && this.graph.attach(leaf, to, at);
  }

  private derive(changed: Iterable<string>, at: number): void {
    const before = this.graph.assignments.length;
    this.graph.derive(changed, at);
    // everything connected is loaded, so whatever was assigned is whole
    for (const { contact } of this.graph.assignments.slice(before)) if (contact !== null) this.whole.add(contact);
  }

  /** What of some sightings is not stored: only there contacts can change. */
  private async unknown(rows: readonly Sighting[]): Promise<{ nodes: Set<string>; pairs: Pair[] }> {
    const nodes = new Set<string>();
    const pairs = new Map<string, Pair>();
    for (const row of rows) {
      for (const node of [row.profile, ...row.others])
        if (!this.known.nodes.has(node) && !this.looked.has(node)) nodes.add(node);
      for (const other of row.others) {
        const key = pairKey(row.profile, other);
        if (
          other !== row.profile &&
          sameKind(row.profile, other) &&
          !this.known.edges.has(key) &&
          !this.graph.edges.has(key)
        )
          pairs.set(key, row.profile < other ? [row.profile, other] : [other, row.profile]);
      }
    }
    if (nodes.size > 0 || pairs.size > 0) {
      const [there, edges] = await Promise.all([
        this.reader.believed([...nodes]),
        this.reader.joined([...pairs.values()]),
      ]);
      for (const node of there) {
        this.known.nodes.add(node);
        nodes.delete(node);
      }
      for (const { a, b } of edges) {
        // an edge that was taken back in this range is stored still
        if (this.changedEdges.has(pairKey(a, b))) continue;
        this.known.edges.add(pairKey(a, b));
        pairs.delete(pairKey(a, b));
      }
    }
    return { nodes, pairs: [...pairs.values()] };
  }

  /** Loads rows, contacts and judgements of nodes. */
  private async look(wanted: Iterable<string>): Promise<void> {
    const nodes = [...wanted].filter((node) => !this.looked.has(node));
    if (nodes.length === 0) return;
    for (const node of nodes) this.looked.add(node);
    const [rows, judgements] = await Promise.all([
      this.reader.nodes(nodes),
      this.reader.judgements(nodes, this.settledTo),
    ]);
    for (const { node, seen, contact } of rows) {
      this.stored.add(node);
      if (seen !== null) this.graph.load(node, seen, contact);
    }
    for (const judgement of judgements) this.graph.judge(judgement.a, judgement.b, judgement);
  }

  /** The contacts that new edges may join, as far as they are there already: loaded together. */
  private contactsToMerge(pairs: readonly Pair[]): Set<string> {
    const edgesOf = new Map<string, number>();
    for (const node of pairs.flat()) edgesOf.set(node, (edgesOf.get(node) ?? 0) + 1);
    const leaf = (node: string): boolean => !this.stored.has(node) && countsNothing(node) && edgesOf.get(node) === 1;
    const contacts = new Set<string>();
    for (const [x, y] of pairs) {
      const [one, other] = [this.graph.contactOf(x), this.graph.contactOf(y)];
      if (one === other || leaf(x) || leaf(y) || this.graph.shared(x) || this.graph.shared(y)) continue;
      if (one !== undefined) contacts.add(one);
      if (other !== undefined) contacts.add(other);
    }
    return contacts;
  }

  /** Loads all members of contacts, and the edges between all members of such contacts. */
  private async makeWhole(contacts: Iterable<string>): Promise<void> {
    const wanted = [...contacts].filter((contact) => !this.whole.has(contact));
    if (wanted.length === 0) return;
    await this.look(await this.reader.members(wanted));
    for (const contact of wanted) this.whole.add(contact);
    const members = wanted.flatMap((contact) => [...this.graph.membersOf(contact)]);
    const nodes = members.filter((node) => this.stored.has(node) && !this.among.has(node));
    if (nodes.length === 0) return;
    for (const node of nodes) this.among.add(node);
    this.take(await this.reader.edgesBetween(nodes, [...this.among]));
  }

  /**
   * Loads everything connected with some nodes: through their edges and people's links, also those that are `ahead`, not
   * through what is shared.
   */
  private async loadConnected(
    nodes: Iterable<string>,
    through: ReadonlySet<string>,
    ahead?: ReadonlyMap<string, readonly Pair[]>,
  ): Promise<void> {
    const visited = new Set(nodes);
    for (let frontier = [...visited]; frontier.length > 0;) {
      await this.look(frontier);
      // what is complete already may lead on by edges that are new
      const open = frontier.filter((node) => !this.complete.has(node));
      for (const node of open) {
        this.complete.add(node);
        this.among.add(node);
      }
      if (open.length > 0) this.take(await this.reader.edgesOf(open));
      const next = new Set<string>();
      for (const node of frontier) {
        if (this.graph.shared(node) && !through.has(node)) continue;
        for (const other of [
          ...this.graph.near(node),
          ...this.graph.linkedWith(node),
          ...(ahead?.get(node) ?? []).map(([, other]) => other),
        ])
          if (!visited.has(other)) next.add(other);
      }
      await this.look(next);
      for (const node of next) visited.add(node);
      frontier = [...next].filter((node) => !this.graph.shared(node));
    }
  }

  private take(edges: readonly StoredEdge[]): void {
    for (const { a, b, position } of edges) {
      const key = pairKey(a, b);
      if (!this.graph.edges.has(key) && !this.changedEdges.has(key)) this.graph.setEdge(a, b, position);
    }
  }

  /** Nodes that have no row yet, with the position of an event that states their value. */
  fresh(): Map<string, number> {
    const fresh = [...this.changedNodes].filter((node) => this.graph.nodes.has(node) && !this.stored.has(node));
    return new Map(fresh.map((node) => [node, this.graph.nodes.get(node)!.position]));
  }

  /**
   * Writes what changed; `values` are those of the fresh nodes. `again`: a position at which an earlier batch may have
   * written of the same nodes already.
   */
  async save(writer: IdentityWriter, values: readonly NodeValue[], again: number | null): Promise<void> {
    const { nodes, edges, assignments } = this.graph;
    const written = new Set(values.map((v) => v.node));
    writer.newNodes(values, nodes);
    writer.movedNodes(
      // what came and went within the range never had a row
      [...this.changedNodes].filter((node) => !written.has(node) && this.stored.has(node)),
      nodes,
    );
    writer.edges(
      [...this.changedEdges].filter(([key]) => !edges.has(key)).map(([, pair]) => [...pair].sort() as [string, string]),
      [...this.changedEdges.keys()].flatMap((key) => edges.get(key) ?? []),
    );
    writer.map(again === null ? assignments : await writer.anew(assignments, again));
    for (const node of this.changedNodes) if (nodes.has(node)) this.known.nodes.add(node);
    for (const key of this.changedEdges.keys()) if (edges.has(key)) this.known.edges.add(key);
    if (this.known.nodes.size > REMEMBERED) this.known.nodes.clear();
    if (this.known.edges.size > REMEMBERED) this.known.edges.clear();
  }
}

function nodesOf({ profile, others }: Sighting): string[] {
  return [profile, ...others];
}
