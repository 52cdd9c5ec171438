import type { Pool } from 'pg';
import type { EventId, Position } from '#kernel';
import { DERIVED_LANE } from './tables.js';
import type { Transaction } from './transaction.js';

/** The newest event read, and its position: what tells one log from another. */
export type Seen = { readonly position: Position; readonly event: EventId } | null;

/** A row of checkpoints: of lanes that a worker moves together. Which row a lane is in changes with the worker that has it. */
interface Together {
  /** The lowest lane: the row's key. */
  readonly lane: number;
  /** In ascending order. */
  readonly lanes: readonly number[];
  /** Of each lane; as the server writes them. */
  readonly positions: readonly string[];
}

/** Checkpoints that a transaction has locked. */
export interface Locked {
  readonly positions: ReadonlyMap<number, Position>;
  readonly rows: readonly Together[];
}

/** Where the lanes of a generation are, as it is stored. */
export async function storedCheckpoints(
  pool: Pool,
  projection: string,
  generation: number,
): Promise<Map<number, Position>> {
  const { rows } = await pool.query<{ lane: number; position: string }>(
    `select t.lane, t.position from read.checkpoint c, unnest(c.lanes, c.positions) as t (lane, position)
     where c.projection = $1 and c.generation = $2`,
    [projection, generation],
  );
  return new Map(rows.map(({ lane, position }) => [lane, Number(position)]));
}

/** A row may be divided or united while it is waited for: then it is looked for again, this often at most. */
const ATTEMPTS = 100;

/** Locks the checkpoints of lanes. Throws where there are none: their generation is gone. */
export async function lockCheckpoints(
  tx: Transaction,
  projection: string,
  generation: number,
  lanes: readonly number[],
): Promise<Locked> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const rows = await tx.rows<Together>(
      `select lane, lanes, positions from read.checkpoint
       where projection = $1 and generation = $2 and lanes && $3::smallint[] order by lane for update`,
      [projection, generation, lanes],
    );
    const all = new Map(rows.flatMap((row) => row.lanes.map((lane, i) => [lane, Number(row.positions[i])] as const)));
    const positions = new Map(lanes.flatMap((lane) => (all.has(lane) ? [[lane, all.get(lane)!] as const] : [])));
    if (positions.size === lanes.length) return { positions, rows };
    const [left] = await tx.rows('select from read.checkpoint where projection = $1 and generation = $2 limit 1', [
      projection,
      generation,
    ]);
    if (left === undefined) break;
  }
  throw new Error(`${projection} has no checkpoints of all of its lanes in generation ${generation}`);
}

/** Whether lanes are in a row of their own. */
function together({ positions, rows }: Locked): boolean {
  return rows.length === 1 && rows[0]!.lanes.length === positions.size;
}

/**
 * Puts the checkpoints of lanes in a row of their own, for the worker that has them from now on: before it writes for the
 * first time, which may take long, so that whoever has the others of a row it shared does not wait for that.
 */
export async function putTogether(
  tx: Transaction,
  projection: string,
  generation: number,
  lanes: readonly number[],
): Promise<void> {
  // one after the other: each makes the row anew that the others wait for
  await tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `checkpoints of ${projection} ${generation}`,
  ]);
  const locked = await lockCheckpoints(tx, projection, generation, lanes);
  if (!together(locked)) regroup(tx, [projection, generation], locked.rows, locked.positions);
}

/** Moves locked checkpoints. From then on their lanes are in a row of their own. */
export function moveCheckpoints(
  tx: Transaction,
  projection: string,
  generation: number,
  locked: Locked,
  to: ReadonlyMap<number, Position>,
  seen: Seen,
): void {
  const { positions, rows } = locked;
  const lanes = [...positions.keys()].sort((a, b) => a - b);
  // all were given to somebody else
  if (lanes.length === 0) return;
  const reached = lanes.map((lane) => Math.max(to.get(lane) ?? 0, positions.get(lane)!));
  const key = [projection, generation];
  if (!together(locked)) regroup(tx, key, rows, positions);
  else if (lanes.every((lane, i) => positions.get(lane) === reached[i])) return;
  tx.write(
    `with moved as (
       update read.checkpoint set positions = $4, position = $5, ${newest('$6::bigint', '$7::uuid')}
       where projection = $1 and generation = $2 and lane = $3)
     select pg_notify('throughline_read', $1)`,
    [...key, lanes[0], reached, Math.min(...reached), seen?.position ?? null, seen?.event ?? null],
  );
}

/** SQL that keeps the newest event seen: lanes that others read further bring theirs along. */
export function newest(position: string, event: string, of = ''): string {
  return `seen_event = case when ${position} > ${of}seen_position then ${event} else ${of}seen_event end,
         seen_position = greatest(${position}, ${of}seen_position)`;
}

/** Unites lanes in one row, and leaves others of their rows where they are. */
function regroup(
  tx: Transaction,
  key: readonly unknown[],
  rows: readonly Together[],
  own: ReadonlyMap<number, Position>,
): void {
  const others = rows.flatMap((row) => {
    const left = row.lanes.flatMap((lane, i) => (own.has(lane) ? [] : [[lane, Number(row.positions[i])] as const]));
    return left.length === 0 ? [] : [{ from: [row.lane], left }];
  });
  const mine = [...own].sort(([a], [b]) => a - b);
  tx.write(
    `update read.checkpoint set lane = -1 - lane where projection = $1 and generation = $2 and lane = any($3::smallint[])`,
    [...key, rows.map(({ lane }) => lane)],
  );
  for (const { from, lanes, positions } of [
    ...others.map(({ from, left }) => ({ from, ...columns(left) })),
    { from: rows.map(({ lane }) => lane), ...columns(mine) },
  ])
    tx.write(
      `insert into read.checkpoint (projection, generation, lane, lanes, positions, position, seen_position, seen_event)
       select projection, generation, $4::smallint, $5, $6, $7, seen_position, seen_event
       from read.checkpoint where projection = $1 and generation = $2 and -1 - lane = any($3::smallint[])
       order by seen_position desc limit 1`,
      [...key, from, lanes[0], lanes, positions, Math.min(...positions)],
    );
  tx.write('delete from read.checkpoint where projection = $1 and generation = $2 and lane < 0', key);
}

function columns(of: readonly (readonly [number, Position])[]): { lanes: number[]; positions: number[] } {
  return { lanes: of.map(([lane]) => lane), positions: of.map(([, position]) => position) };
}

/** Locks the checkpoint of what is derived and returns it; null where another worker holds it at this moment. */
export async function lockDerived(tx: Transaction, projection: string, generation: number): Promise<Position | null> {
  const rows = await tx.rows<{ position: string }>(
    'select position from read.checkpoint where projection = $1 and generation = $2 and lane = $3 for update skip locked',
    [projection, generation, DERIVED_LANE],
  );
  return rows[0] === undefined ? null : Number(rows[0].position);
}

/** Moves all lanes that write facts, or what is derived from them, to one position; never back. */
export function moveAll(
  tx: Transaction,
  projection: string,
  generation: number,
  what: 'facts' | 'derived',
  to: Position,
  seen: Seen = null,
): void {
  tx.write(
    `with moved as (
       update read.checkpoint set position = $4,
         positions = (select array_agg(greatest(p, $4) order by i) from unnest(positions) with ordinality u (p, i)),
         ${newest('$5::bigint', '$6::uuid')}
       where projection = $1 and generation = $2 and (lane = ${DERIVED_LANE}) = $3 and position < $4)
     select pg_notify('throughline_read', $1)`,
    [projection, generation, what === 'derived', to, seen?.position ?? null, seen?.event ?? null],
  );
}
