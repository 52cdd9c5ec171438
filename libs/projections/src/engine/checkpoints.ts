import type { EventId, Position } from '#kernel';
import { DERIVED_LANE } from './tables.js';
import type { Transaction } from './transaction.js';

/** Locks checkpoints in lane order and returns them. */
export async function lockCheckpoints(
  tx: Transaction,
  projection: string,
  generation: number,
  lanes: readonly number[],
): Promise<Map<number, Position>> {
  const rows = await tx.rows<{ lane: number; position: string }>(
    'select lane, position from read.checkpoint where projection = $1 and generation = $2 and lane = any($3::smallint[]) order by lane for update',
    [projection, generation, lanes],
  );
  return new Map(rows.map((row) => [row.lane, Number(row.position)]));
}

/** Locks the checkpoint of what is derived and returns it; null where another worker holds it at this moment. */
export async function lockDerived(tx: Transaction, projection: string, generation: number): Promise<Position | null> {
  const rows = await tx.rows<{ position: string }>(
    'select position from read.checkpoint where projection = $1 and generation = $2 and lane = $3 for update skip locked',
    [projection, generation, DERIVED_LANE],
  );
  return rows[0] === undefined ? null : Number(rows[0].position);
}

/** Moves checkpoints forward, never back. */
export function moveCheckpoints(
  tx: Transaction,
  projection: string,
  generation: number,
  to: ReadonlyMap<number, Position>,
  seen: { readonly position: Position; readonly event: EventId } | null,
): void {
  tx.write(
    `with moved as (
       update read.checkpoint c set position = t.position, seen_position = coalesce($5, seen_position), seen_event = coalesce($6, seen_event)
       from unnest($3::smallint[], $4::bigint[]) as t(lane, position)
       where c.projection = $1 and c.generation = $2 and c.lane = t.lane and c.position < t.position)
     select pg_notify('throughline_read', $1)`,
    [projection, generation, [...to.keys()], [...to.values()], seen?.position ?? null, seen?.event ?? null],
  );
}
