import { factColumn, isCompanyNode, isMapped } from '#kernel';
import type { Range } from './derive-states.js';
import { changedInMap, movedMembers } from './map-changes.js';
import { IDENTITY, identifier, readsMap, tableName, type Generation } from './tables.js';
import type { Transaction } from './transaction.js';

/** What is derived from a read model's facts: moved with them, as long as there is nothing to derive. */
export interface Follower {
  readonly generation: Generation;
  /** There is something to derive, or another process is at it: whoever derives has to look. */
  readonly look: () => void;
  /** It was moved: whoever met its lock meanwhile has to look again. */
  readonly moved: () => void;
}

/** Whom the identity map changed in a range of positions, and all their nodes. */
interface Changed {
  readonly contacts: ReadonlySet<string>;
  readonly nodes: readonly string[];
}

/** More nodes than these are not looked through: whoever derives does that. */
const MOST_NODES = 1_000;

/** Whom a generation of the map changed in a range; null for too many to say. */
async function changedBy(tx: Transaction, identity: number, from: number, to: number): Promise<Changed | null> {
  const rows = await tx.rows<{ contact: string; node: string }>(
    `select a.contact, a.node from (${changedInMap(identity)} union ${movedMembers(identity)}) changed
     join ${tableName(IDENTITY, 'map', identity)} a on a.contact = changed.contact limit ${MOST_NODES + 1}`,
    [from, to],
  );
  if (rows.length > MOST_NODES) return null;
  return {
    contacts: new Set(rows.map(({ contact }) => contact)),
    nodes: [...new Set(rows.map(({ node }) => node))],
  };
}

/**
 * SQL of how much of a range (`from`, `to`] there may be to derive from for a generation: facts that begin or end in it,
 * and facts of `nodes`. Counts instead of asking whether there is any: the planner would expect to come upon one soon in
 * a table without, and read all of it.
 */
function countToDerive({ definition, number }: Generation, from: string, to: string, nodes: string): string {
  const keys = new Set(
    [
      ...Object.values(definition.states).map(({ per }) => per[0]!),
      ...Object.values(definition.current).map(({ per }) => per),
    ]
      .filter(isMapped)
      .map(factColumn),
  );
  const counts = Object.entries(definition.facts).flatMap(([facts, { columns }]) => {
    const table = tableName(definition.name, facts, number);
    return [
      `position > ${from} and position <= ${to}`,
      `until > ${from} and until <= ${to}`,
      ...[...keys].filter((key) => key in columns).map((key) => `${identifier(key)} = any(${nodes})`),
    ].map((condition) => `(select count(*) from ${table} where ${condition})`);
  });
  return counts.length === 0 ? '0::bigint' : counts.join(' + ');
}

/** Whether current rows of a generation read the map, and the map changed whom they are of. */
function concerns({ definition }: Generation, { contacts }: Changed): boolean {
  return Object.values(definition.current).some(
    (table) =>
      isMapped(table.per) &&
      readsMap(table) &&
      [...contacts].some((one) => isCompanyNode(one) === (table.per === 'company')),
  );
}

/** Which followers there may be something to derive for in their ranges; `known` are all there are. */
export async function withSomethingToDerive(
  tx: Transaction,
  ranges: ReadonlyMap<Follower, Range>,
  known: readonly Follower[],
): Promise<Set<Follower>> {
  if (ranges.size === 0) return new Set();
  const lowest = Math.min(...[...ranges.values()].map(({ from }) => from));
  const highest = Math.max(...[...ranges.values()].map(({ to }) => to));
  const maps = [...new Set([...ranges.keys()].flatMap(({ generation }) => generation.identity ?? []))];
  const changes = new Map<number | null, Changed | null>(
    await Promise.all(maps.map(async (map) => [map, await changedBy(tx, map, lowest, highest)] as const)),
  );
  const nodes = [...changes.values()].flatMap((changed) => changed?.nodes ?? []);
  const counted = known.map(({ generation }, i) =>
    countToDerive(generation, `($1::bigint[])[${i + 1}]`, `($2::bigint[])[${i + 1}]`, '$3::uuid[]'),
  );
  const [row] = await tx.rows<{ counts: string[] }>(
    // the server refuses values that a statement does not name, and no count names nodes where nothing is of contacts
    `select array[${counted.join(', ')}] as counts where $3::uuid[] is not null`,
    [known.map((one) => ranges.get(one)?.from ?? null), known.map((one) => ranges.get(one)?.to ?? null), nodes],
  );
  return new Set(
    [...ranges.keys()].filter((follower) => {
      const { generation } = follower;
      if (Number(row!.counts[known.indexOf(follower)]) > 0) return true;
      if (generation.identity === null) return false;
      const changed = changes.get(generation.identity)!;
      return changed === null || concerns(generation, changed);
    }),
  );
}
