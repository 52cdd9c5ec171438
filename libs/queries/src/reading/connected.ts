import { isShared, sameKind, sql, type Asking, type Edge, type FirstSeen, type Judgement } from '#kernel';
import { judgementsOf } from './judgements.js';

/** Everything that is connected with some identifiers: what their contacts are derived from. */
export interface Connected {
  readonly seen: ReadonlyMap<string, FirstSeen>;
  /** The contact each identifier belongs to now. */
  readonly contactOf: ReadonlyMap<string, string>;
  readonly edges: readonly Edge[];
  readonly judged: { readonly pairs: readonly Judgement[]; readonly marks: ReadonlyMap<string, boolean> };
}

/** Loads what is connected with identifiers through what was seen together and linked, not through what is shared. */
export async function connectedWith(asking: Asking, nodes: readonly string[]): Promise<Connected> {
  const reached = new Set(nodes);
  const edges = new Map<string, Edge>();
  const pairs = new Map<string, Judgement>();
  const marks = new Map<string, boolean>();
  for (let frontier: readonly string[] = nodes; frontier.length > 0;) {
    const [seen, judged] = await Promise.all([edgesOf(asking, frontier), judgementsOf(asking, frontier)]);
    for (const { a, b, says, position } of judged) {
      if (a === b) marks.set(a, says === 'shared');
      else pairs.set(`${a} ${b}`, { a, b, position, says: says === 'together' ? 'together' : 'apart' });
    }
    const from = new Set(frontier.filter((node) => !isShared(node, marks)));
    const next = new Set<string>();
    const lead = ({ a, b }: { readonly a: string; readonly b: string }): void => {
      if (from.has(a) && !reached.has(b)) next.add(b);
      if (from.has(b) && !reached.has(a)) next.add(a);
    };
    for (const edge of seen) {
      edges.set(`${edge.a} ${edge.b}`, edge);
      lead(edge);
    }
    for (const pair of judged) if (pair.says === 'together' && sameKind(pair.a, pair.b)) lead(pair);
    for (const node of next) reached.add(node);
    frontier = [...next];
  }
  const rows = await asking.byKey<{ node: string; position: string; ordinal: number; contact: string }>(sql`
    SELECT n.node, n.position, n.ordinal, m.contact FROM read.identity_node n
    JOIN read.identity_map m ON m.node = n.node AND m.until_position IS NULL
    WHERE n.node = ANY (${[...reached]}::uuid[]) AND n.position IS NOT NULL ORDER BY n.position, n.ordinal`);
  return {
    seen: new Map(rows.map(({ node, position, ordinal }) => [node, { position: Number(position), ordinal }])),
    contactOf: new Map(rows.map(({ node, contact }) => [node, contact])),
    edges: [...edges.values()],
    judged: { pairs: [...pairs.values()], marks },
  };
}

async function edgesOf(asking: Asking, nodes: readonly string[]): Promise<Edge[]> {
  const rows = await asking.byKey<{ a: string; b: string; position: string }>(sql`
    SELECT a, b, position FROM read.identity_edge WHERE a = ANY (${nodes}::uuid[])
    UNION SELECT a, b, position FROM read.identity_edge WHERE b = ANY (${nodes}::uuid[])`);
  return rows.map(({ a, b, position }) => ({ a, b, position: Number(position) }));
}
