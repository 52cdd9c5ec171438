import { isCompanyNode } from '#kernel';
import { pairKey, type IdentityGraph } from './graph.js';
import type { IdentityReader, Sighting } from './identity-reader.js';
import type { Memberships } from './memberships.js';

type Pair = readonly [string, string];

/** Edges whose first sighting was taken back move to their next one, or go. Returns them. */
export async function settleEdges(
  graph: IdentityGraph,
  reader: IdentityReader,
  closed: readonly Sighting[],
  at: number,
): Promise<Pair[]> {
  const lost = new Map<string, Pair>();
  for (const row of closed) {
    for (const other of row.others) {
      const key = pairKey(row.profile, other);
      if (graph.edges.get(key)?.position === row.position) lost.set(key, [row.profile, other]);
    }
  }
  if (lost.size === 0) return [];
  for (const { a, b, position } of await reader.firstTogether([...lost.values()], at)) graph.setEdge(a, b, position);
  return [...lost.values()];
}

/** Nodes whose first sighting was taken back move to their next one, or go. Returns them. */
export async function settleNodes(
  graph: IdentityGraph,
  reader: IdentityReader,
  memberships: Memberships,
  closed: readonly Sighting[],
  at: number,
): Promise<ReadonlySet<string>> {
  const lost = new Set<string>();
  for (const row of closed)
    for (const node of [row.profile, ...row.others])
      if (graph.nodes.get(node)?.position === row.position) lost.add(node);
  if (lost.size === 0) return lost;
  const asked: Pair[] = [];
  for (const node of lost) for (const profile of new Set([node, ...graph.near(node)])) asked.push([node, profile]);
  asked.push(...(await memberships.firstOf([...lost].filter(isCompanyNode))));
  const seen = await reader.firstNamed(asked, at);
  for (const node of lost) graph.setNode(node, seen.get(node) ?? null);
  return lost;
}
