import { kindOfNode, type EventId, type Keyring, type RecordedEvent } from '#kernel';
import type { FoldingWith } from '../engine/fold.js';
import { IDENTITY, tableName } from '../engine/tables.js';
import type { Transaction } from '../engine/transaction.js';
import type { FirstSeen } from './constrained-union.js';
import { IdentityGraph, pairKey } from './graph.js';
import type { FIRST_SIGHTINGS } from './identity-model.js';

interface Sighting {
  readonly position: number;
  readonly profile: string;
  readonly others: readonly string[];
}

interface Value {
  readonly node: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly value: string | null;
}

const REMEMBERED = 100_000;

/**
 * Derives the identity map from the sightings of a range of positions, in position order. One at a time per
 * generation: the caller holds the lock of its derived lane.
 */
export class IdentityDerivation {
  private readonly table: (name: string) => string;
  private readonly known = { nodes: new Set<string>(), edges: new Set<string>(), at: -1 };

  constructor(
    generation: number,
    private readonly using: FoldingWith,
    /** Where new sightings are read from: a rebuild leaves out repeats. */
    private readonly sightings: 'sighting' | typeof FIRST_SIGHTINGS = 'sighting',
  ) {
    this.table = (name) => tableName(IDENTITY, name, generation);
  }

  /** Derives for positions after `from`, up to `to`. Writes in the caller's transaction. */
  async derive(tx: Transaction, from: number, to: number): Promise<void> {
    if (this.known.at !== from) this.forget();
    const batch = new Batch(tx, this.table, this.known, this.table(this.sightings));
    const cutting = tx.rows<{ until: string }>(
      `select distinct until from ${this.table('sighting')} where until > $1 and until <= $2 order by until`,
      [from, to],
    );
    // asked together: most ranges take nothing back
    const [cuts, all] = await Promise.all([cutting, batch.seen(from, to)]);
    let done = from;
    const between = (after: number, until: number): Sighting[] =>
      all.filter(({ position }) => position > after && position <= until);
    for (const cut of cuts.map((row) => Number(row.until))) {
      if (cut - 1 > done) await batch.add(between(done, cut - 1));
      await batch.cut(cut);
      done = cut;
    }
    if (to > done) await batch.add(between(done, to));
    batch.save(await this.values(batch.fresh()));
    this.known.at = to;
  }

  /** A transaction was rolled back: what is remembered may not be there. */
  forget(): void {
    this.known.nodes.clear();
    this.known.edges.clear();
    this.known.at = -1;
  }

  /** The values of nodes seen for the first time, opened from the events that named them. */
  private async values(fresh: ReadonlyMap<string, number>): Promise<Value[]> {
    const { log, vault, decoder } = this.using;
    const values = new Map<string, Value>();
    const positions = [...new Set(fresh.values())].sort((a, b) => a - b);
    for (let i = 0; i < positions.length; i += 2_000) {
      const events = await this.stated(await log.readAt(positions.slice(i, i + 2_000)));
      const keys: Keyring = await vault.load(decoder.subjects(events.map(([event]) => event)));
      for (const [event, position] of events) {
        const view = decoder.view(event, keys);
        const nodes = [
          view.about['profile'] as string,
          ...((view.about['others'] as readonly string[] | undefined) ?? []),
        ];
        const stated = view.payload['identifiers'];
        const list = Array.isArray(stated)
          ? (stated as readonly { kind: string; namespace: string; value: string }[])
          : [];
        nodes.forEach((node, i) => {
          if (fresh.get(node) !== position) return;
          const says = list[i];
          values.set(node, {
            node,
            kind: says?.kind ?? kindOfNode(node),
            namespace: says?.namespace ?? null,
            value: says?.value ?? null,
          });
        });
      }
    }
    for (const node of fresh.keys())
      if (!values.has(node)) values.set(node, { node, kind: kindOfNode(node), namespace: null, value: null });
    return [...values.values()];
  }

  /** The events that state identifiers: an amendment's target in its place. With the position each was found at. */
  private async stated(events: readonly RecordedEvent[]): Promise<[RecordedEvent, number][]> {
    const { log, decoder } = this.using;
    const amendments = new Map<EventId, number>();
    for (const event of events)
      if (event.type === 'amended')
        amendments.set(decoder.envelope(event).payload['target'] as EventId, event.position);
    const plain = events
      .filter((event) => event.type !== 'amended')
      .map((event): [RecordedEvent, number] => [event, event.position]);
    if (amendments.size === 0) return plain;
    const located = await log.locate([...amendments.keys()]);
    const targets = await log.readAt([...located.values()].sort((a, b) => a - b));
    return [...plain, ...targets.map((target): [RecordedEvent, number] => [target, amendments.get(target.id)!])];
  }
}

/** One range being derived: the touched part of the graph in memory, written once at the end. */
class Batch {
  private readonly graph = new IdentityGraph();
  private readonly loaded = new Set<string>();
  /** Loaded nodes that have a row, believed in or not. */
  private readonly stored = new Set<string>();
  private readonly changedNodes = new Set<string>();
  private readonly changedEdges = new Map<string, readonly [string, string]>();

  constructor(
    private readonly tx: Transaction,
    private readonly table: (name: string) => string,
    private readonly known: { readonly nodes: Set<string>; readonly edges: Set<string> },
    private readonly newSightings: string,
  ) {}

  /** The sightings of a range, as they were said. */
  seen(from: number, to: number): Promise<Sighting[]> {
    return this.sightings('position > $1 and position <= $2', [from, to], this.newSightings);
  }

  /** Sightings in between which nothing is taken back. */
  async add(rows: readonly Sighting[]): Promise<void> {
    const unknown = await this.unknown(rows);
    await this.load(unknown.nodes);
    for (const row of rows) this.see(row, row.position);
  }

  /** The position at which sightings are taken back; an amendment may say others at the same position. */
  async cut(at: number): Promise<void> {
    const closed = await this.sightings('until = $1 and position < $1', [at]);
    const said = await this.sightings('position = $1', [at]);
    const nodes = new Set<string>();
    for (const row of [...closed, ...said]) for (const node of [row.profile, ...row.others]) nodes.add(node);
    await this.load(nodes);
    const changed = new Set<string>();
    await this.settleEdges(closed, at, changed);
    await this.settleNodes(closed, at, changed);
    for (const row of said) this.see(row, null, changed);
    this.graph.derive(changed, at);
  }

  private see(row: Sighting, deriveAt: number | null, into = new Set<string>()): void {
    [row.profile, ...row.others].forEach((node, ordinal) => {
      if (!this.loaded.has(node) && this.known.nodes.has(node)) return;
      const seen = this.graph.nodes.get(node);
      if (
        seen !== undefined &&
        (seen.position < row.position || (seen.position === row.position && seen.ordinal <= ordinal))
      )
        return;
      this.graph.setNode(node, { position: row.position, ordinal });
      this.changedNodes.add(node);
      into.add(node);
    });
    for (const other of row.others) {
      if (other === row.profile) continue;
      const key = pairKey(row.profile, other);
      if (this.known.edges.has(key) && !this.graph.edges.has(key) && !this.changedEdges.has(key)) continue;
      const edge = this.graph.edges.get(key);
      if (edge !== undefined && edge.position <= row.position) continue;
      this.graph.setEdge(row.profile, other, row.position);
      this.changedEdges.set(key, [row.profile, other]);
      into.add(row.profile);
    }
    if (deriveAt !== null && into.size > 0) this.graph.derive(into, deriveAt);
  }

  private async sightings(
    where: string,
    values: readonly number[],
    from = this.table('sighting'),
  ): Promise<Sighting[]> {
    const rows = await this.tx.rows<{ position: string; profile: string; others: string[] }>(
      `select position, profile, others from ${from} where ${where} and profile is not null order by position, n`,
      values,
    );
    return rows.map((row) => ({ position: Number(row.position), profile: row.profile, others: row.others }));
  }

  /** Nodes that are new, or of an edge that is new, in these sightings: only their components can change. */
  private async unknown(rows: readonly Sighting[]): Promise<{ nodes: Set<string> }> {
    const nodes = new Set<string>();
    const pairs = new Map<string, readonly [string, string]>();
    for (const row of rows) {
      for (const node of [row.profile, ...row.others])
        if (!this.known.nodes.has(node) && !this.loaded.has(node)) nodes.add(node);
      for (const other of row.others) {
        const key = pairKey(row.profile, other);
        if (other !== row.profile && !this.known.edges.has(key) && !this.graph.edges.has(key))
          pairs.set(key, row.profile < other ? [row.profile, other] : [other, row.profile]);
      }
    }
    if (nodes.size === 0 && pairs.size === 0) return { nodes };
    const list = [...pairs.values()];
    const [there, edges] = await Promise.all([
      this.tx.rows<{ node: string }>(
        `select node from ${this.table('node')} where node = any($1::uuid[]) and position is not null`,
        [[...nodes]],
      ),
      this.tx.rows<{ a: string; b: string }>(
        `select e.a, e.b from unnest($1::uuid[], $2::uuid[]) as p(a, b) join ${this.table('edge')} e on e.a = p.a and e.b = p.b`,
        [list.map(([a]) => a), list.map(([, b]) => b)],
      ),
    ]);
    for (const { node } of there) {
      this.known.nodes.add(node);
      nodes.delete(node);
    }
    for (const { a, b } of edges) {
      const key = pairKey(a, b);
      this.known.edges.add(key);
      pairs.delete(key);
    }
    for (const [a, b] of pairs.values()) nodes.add(a).add(b);
    return { nodes };
  }

  /** Loads whole components into the graph, as they were before this range. */
  private async load(nodes: Iterable<string>): Promise<void> {
    let frontier = [...nodes].filter((node) => !this.loaded.has(node));
    while (frontier.length > 0) {
      for (const node of frontier) this.loaded.add(node);
      const [seen, edges] = await Promise.all([
        this.tx.rows<{ node: string; position: string | null; ordinal: number; contact: string | null }>(
          `select n.node, n.position, n.ordinal, m.contact from ${this.table('node')} n
           left join ${this.table('map')} m on m.node = n.node and m.until_position is null
           where n.node = any($1::uuid[])`,
          [frontier],
        ),
        this.tx.rows<{ a: string; b: string; position: string }>(
          `select a, b, position from ${this.table('edge')} where a = any($1::uuid[]) union select a, b, position from ${this.table('edge')} where b = any($1::uuid[])`,
          [frontier],
        ),
      ]);
      for (const row of seen) {
        this.stored.add(row.node);
        if (row.position !== null)
          this.graph.load(row.node, { position: Number(row.position), ordinal: row.ordinal }, row.contact);
      }
      const next = new Set<string>();
      for (const { a, b, position } of edges) {
        if (!this.graph.edges.has(pairKey(a, b)) && !this.changedEdges.has(pairKey(a, b)))
          this.graph.setEdge(a, b, Number(position));
        if (!this.loaded.has(a)) next.add(a);
        if (!this.loaded.has(b)) next.add(b);
      }
      frontier = [...next];
    }
  }

  /** Edges whose first sighting was taken back move to their next one, or go. */
  private async settleEdges(closed: readonly Sighting[], at: number, changed: Set<string>): Promise<void> {
    const lost = new Map<string, readonly [string, string]>();
    for (const row of closed) {
      for (const other of row.others) {
        const key = pairKey(row.profile, other);
        if (this.graph.edges.get(key)?.position === row.position) lost.set(key, [row.profile, other]);
      }
    }
    if (lost.size === 0) return;
    const pairs = [...lost.values()];
    const next = await this.tx.rows<{ a: string; b: string; position: string }>(
      `select p.a, p.b, least(
         (select min(s.position) from ${this.table('sighting')} s where s.profile = p.a and p.b = any(s.others) and s.position <= $3 and (s.until is null or s.until > $3)),
         (select min(s.position) from ${this.table('sighting')} s where s.profile = p.b and p.a = any(s.others) and s.position <= $3 and (s.until is null or s.until > $3))) as position
       from unnest($1::uuid[], $2::uuid[]) as p(a, b)`,
      [pairs.map(([a]) => a), pairs.map(([, b]) => b), at],
    );
    const positions = new Map(
      next.map((row) => [pairKey(row.a, row.b), row.position === null ? null : Number(row.position)]),
    );
    for (const [key, [a, b]] of lost) {
      this.graph.setEdge(a, b, positions.get(key) ?? null);
      this.changedEdges.set(key, [a, b]);
      this.known.edges.delete(key);
      changed.add(a).add(b);
    }
  }

  /** Nodes whose first sighting was taken back move to their next one, or go. */
  private async settleNodes(closed: readonly Sighting[], at: number, changed: Set<string>): Promise<void> {
    const lost = new Set<string>();
    for (const row of closed)
      for (const node of [row.profile, ...row.others])
        if (this.graph.nodes.get(node)?.position === row.position) lost.add(node);
    if (lost.size === 0) return;
    const asked: string[] = [];
    const profiles: string[] = [];
    for (const node of lost) {
      for (const profile of new Set([node, ...this.graph.near(node)])) {
        asked.push(node);
        profiles.push(profile);
      }
    }
    const next = await this.tx.rows<{ node: string; position: string; ordinal: number }>(
      `select distinct on (k.node) k.node, f.position, f.ordinal from unnest($1::uuid[], $2::uuid[]) as k(node, profile)
       cross join lateral (
         select s.position, case when s.profile = k.node then 0 else array_position(s.others, k.node) end as ordinal from ${this.table('sighting')} s
         where s.profile = k.profile and (s.profile = k.node or k.node = any(s.others)) and s.position <= $3 and (s.until is null or s.until > $3)
         order by s.position limit 1) f
       order by k.node, f.position, f.ordinal`,
      [asked, profiles, at],
    );
    const seen = new Map<string, FirstSeen>(
      next.map((row) => [row.node, { position: Number(row.position), ordinal: row.ordinal }]),
    );
    for (const node of lost) {
      this.graph.setNode(node, seen.get(node) ?? null);
      this.changedNodes.add(node);
      if (!seen.has(node)) this.known.nodes.delete(node);
      changed.add(node);
    }
  }

  /** Nodes that have no row yet, with the position of an event that states their value. */
  fresh(): Map<string, number> {
    const fresh = [...this.changedNodes].filter((node) => this.graph.nodes.has(node) && !this.stored.has(node));
    return new Map(fresh.map((node) => [node, this.graph.nodes.get(node)!.position]));
  }

  /** Writes nodes, edges and the map's intervals. */
  save(values: readonly Value[]): void {
    const { tx, table } = this;
    if (values.length > 0) {
      tx.write(
        `insert into ${table('node')} (node, kind, namespace, value, position, ordinal) select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::smallint[])`,
        [
          values.map((v) => v.node),
          values.map((v) => v.kind),
          values.map((v) => v.namespace),
          values.map((v) => v.value),
          values.map((v) => this.graph.nodes.get(v.node)!.position),
          values.map((v) => this.graph.nodes.get(v.node)!.ordinal),
        ],
      );
    }
    const written = new Set(values.map((v) => v.node));
    const nodes = [...this.changedNodes].filter((node) => !written.has(node));
    if (nodes.length > 0) {
      tx.write(
        `update ${table('node')} n set position = c.position, ordinal = c.ordinal from unnest($1::uuid[], $2::bigint[], $3::smallint[]) as c(node, position, ordinal) where n.node = c.node`,
        [
          nodes,
          nodes.map((node) => this.graph.nodes.get(node)?.position ?? null),
          nodes.map((node) => this.graph.nodes.get(node)?.ordinal ?? null),
        ],
      );
    }
    this.saveEdges();
    this.saveMap();
    for (const node of this.changedNodes) if (this.graph.nodes.has(node)) this.known.nodes.add(node);
    for (const key of this.changedEdges.keys()) if (this.graph.edges.has(key)) this.known.edges.add(key);
    if (this.known.nodes.size > REMEMBERED) this.known.nodes.clear();
    if (this.known.edges.size > REMEMBERED) this.known.edges.clear();
  }

  private saveEdges(): void {
    const kept = [...this.changedEdges.keys()].flatMap((key) => this.graph.edges.get(key) ?? []);
    const gone = [...this.changedEdges]
      .filter(([key]) => !this.graph.edges.has(key))
      .map(([, pair]) => [...pair].sort() as [string, string]);
    if (gone.length > 0) {
      this.tx.write(
        `delete from ${this.table('edge')} e using unnest($1::uuid[], $2::uuid[]) as g(a, b) where e.a = g.a and e.b = g.b`,
        [gone.map(([a]) => a), gone.map(([, b]) => b)],
      );
    }
    if (kept.length > 0) {
      this.tx.write(
        `insert into ${this.table('edge')} select * from unnest($1::uuid[], $2::uuid[], $3::bigint[]) on conflict (a, b) do update set position = excluded.position`,
        [kept.map((e) => e.a), kept.map((e) => e.b), kept.map((e) => e.position)],
      );
    }
  }

  private saveMap(): void {
    const closing = new Map<string, number>();
    const intervals: { node: string; contact: string; from: number; until: number | null }[] = [];
    const open = new Map<string, { node: string; contact: string; from: number; until: number | null }>();
    for (const { node, before, contact, at } of this.graph.assignments) {
      const opened = open.get(node);
      if (opened !== undefined) {
        opened.until = at;
        open.delete(node);
      } else if (before !== null && !closing.has(node)) closing.set(node, at);
      if (contact === null) continue;
      const interval = { node, contact, from: at, until: null };
      intervals.push(interval);
      open.set(node, interval);
    }
    const lasting = intervals.filter((i) => i.until === null || i.until > i.from);
    if (closing.size > 0) {
      this.tx.write(
        `update ${this.table('map')} m set until_position = c.at from unnest($1::uuid[], $2::bigint[]) as c(node, at) where m.node = c.node and m.until_position is null`,
        [[...closing.keys()], [...closing.values()]],
      );
    }
    if (lasting.length > 0) {
      this.tx.write(
        `insert into ${this.table('map')} select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])`,
        [
          lasting.map((i) => i.node),
          lasting.map((i) => i.contact),
          lasting.map((i) => i.from),
          lasting.map((i) => i.until),
        ],
      );
    }
  }
}
