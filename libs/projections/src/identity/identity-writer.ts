import type { Edge, FirstSeen } from '#kernel';
import type { Transaction } from '../engine/transaction.js';
import type { Assignment } from './graph.js';
import type { NodeValue } from './node-values.js';

interface Interval {
  readonly node: string;
  readonly contact: string;
  readonly from: number;
  until: number | null;
}

/** Writes nodes, edges and the map's intervals of one generation, without waiting. */
export class IdentityWriter {
  constructor(
    private readonly tx: Transaction,
    private readonly table: (name: string) => string,
  ) {}

  /** Nodes that have no row yet. */
  newNodes(values: readonly NodeValue[], seen: ReadonlyMap<string, FirstSeen>): void {
    if (values.length === 0) return;
    this.tx.write(
      `insert into ${this.table('node')} (node, kind, namespace, value, position, ordinal) select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::smallint[])`,
      [
        values.map((v) => v.node),
        values.map((v) => v.kind),
        values.map((v) => v.namespace),
        values.map((v) => v.value),
        values.map((v) => seen.get(v.node)!.position),
        values.map((v) => seen.get(v.node)!.ordinal),
      ],
    );
  }

  /** Nodes that are first seen elsewhere now, or nowhere. */
  movedNodes(nodes: readonly string[], seen: ReadonlyMap<string, FirstSeen>): void {
    if (nodes.length === 0) return;
    this.tx.write(
      `update ${this.table('node')} n set position = c.position, ordinal = c.ordinal from unnest($1::uuid[], $2::bigint[], $3::smallint[]) as c(node, position, ordinal) where n.node = c.node`,
      [
        nodes,
        nodes.map((node) => seen.get(node)?.position ?? null),
        nodes.map((node) => seen.get(node)?.ordinal ?? null),
      ],
    );
  }

  /** Edges that are no more, the smaller node first, and edges that are new or first seen elsewhere. */
  edges(gone: readonly (readonly [string, string])[], kept: readonly Edge[]): void {
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

  /**
   * Takes back what was written of nodes at a position at which some of these assignments are, too: answers them as if
   * nothing had been.
   */
  async anew(assignments: readonly Assignment[], at: number): Promise<readonly Assignment[]> {
    const first = new Map<string, Assignment>();
    for (const assignment of assignments) if (!first.has(assignment.node)) first.set(assignment.node, assignment);
    const nodes = [...first.values()].filter((one) => one.at === at).map(({ node }) => node);
    if (nodes.length === 0) return assignments;
    const map = this.table('map');
    const rows = await this.tx.rows<{ node: string; before: string | null }>(
      `select n.node, ended.contact as before from unnest($1::uuid[]) as n(node)
       left join ${map} ended on ended.node = n.node and ended.until_position = $2
       left join ${map} begun on begun.node = n.node and begun.from_position = $2 and begun.until_position is null
       where ended.node is not null or begun.node is not null`,
      [nodes, at],
    );
    if (rows.length === 0) return assignments;
    const written = rows.map(({ node }) => node);
    this.tx.write(`delete from ${map} where node = any($1::uuid[]) and from_position = $2 and until_position is null`, [
      written,
      at,
    ]);
    this.tx.write(`update ${map} set until_position = null where node = any($1::uuid[]) and until_position = $2`, [
      written,
      at,
    ]);
    const before = new Map(rows.map((row) => [row.node, row.before]));
    return assignments.map((one) =>
      before.has(one.node) && first.get(one.node) === one ? { ...one, before: before.get(one.node)! } : one,
    );
  }

  /** The map's intervals that end and begin. */
  map(assignments: readonly Assignment[]): void {
    const closing = new Map<string, number>();
    const intervals: Interval[] = [];
    const open = new Map<string, Interval>();
    for (const { node, before, contact, at } of settled(assignments)) {
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
    if (closing.size > 0) {
      this.tx.write(
        `update ${this.table('map')} m set until_position = c.at from unnest($1::uuid[], $2::bigint[]) as c(node, at) where m.node = c.node and m.until_position is null`,
        [[...closing.keys()], [...closing.values()]],
      );
    }
    if (intervals.length > 0) {
      this.tx.write(
        `insert into ${this.table('map')} select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])`,
        [
          intervals.map((i) => i.node),
          intervals.map((i) => i.contact),
          intervals.map((i) => i.from),
          intervals.map((i) => i.until),
        ],
      );
    }
  }
}

/** What each node belongs to after each position: whatever it belonged to on the way there, edge by edge, is nobody's. */
function settled(assignments: readonly Assignment[]): Assignment[] {
  const result: Assignment[] = [];
  const lastOf = new Map<string, number>();
  for (const assignment of assignments) {
    const last = lastOf.get(assignment.node);
    if (last !== undefined && result[last]!.at === assignment.at) {
      result[last] = { ...assignment, before: result[last]!.before };
      continue;
    }
    lastOf.set(assignment.node, result.length);
    result.push(assignment);
  }
  return result.filter(({ before, contact }) => before !== contact);
}
