import type { Pool } from 'pg';
import type { Position } from '#kernel';
import { newest, type Seen } from './checkpoints.js';
import type { Range } from './derive-states.js';
import { withSomethingToDerive, type Follower } from './follower.js';
import type { Gate } from './gate.js';
import { DERIVED_LANE, generationKey, IDENTITY, type Generation } from './tables.js';
import { inTransaction, type Transaction } from './transaction.js';

/** A read model's checkpoints in the row its lanes are in: where they were, and where they are, nothing being to be written. */
export interface IdleMove {
  readonly generation: Generation;
  /** In ascending order. */
  readonly lanes: readonly number[];
  readonly from: readonly Position[];
  readonly to: readonly Position[];
  readonly seen: Seen;
  readonly follower: Follower | null;
}

interface Asked {
  readonly move: IdleMove;
  readonly done: (moved: boolean) => void;
}

/** What a transaction came to. */
interface Moved {
  readonly facts: ReadonlySet<Generation>;
  /** What is derived that waits for the identity map. */
  readonly behind: readonly Follower[];
  readonly followed: readonly Follower[];
  /** What there is something to derive from, or that another process has. */
  readonly looking: readonly Follower[];
}

/** How long those that become due after the first are waited for, in milliseconds. */
const TOGETHER_MS = 10;
/** After how long it is looked whether the identity map has come further, in milliseconds. */
const MAP_MS = 50;

/**
 * Moves checkpoints of read models that a batch said nothing to. Most batches say something to a few read models and
 * nothing to all others, which become due together: they share a transaction, and so does what is derived from them.
 */
export class IdleMoves {
  private asked: Asked[] = [];
  private readonly behind = new Set<Follower>();
  /** All there are: what is asked of them is one statement, which a connection plans once. */
  private readonly followers: Follower[] = [];
  private timer: { readonly at: number; readonly stop: () => void } | null = null;
  private settling: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly gate: Gate,
    /** Told what went wrong: it is done by each read model alone then. */
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Whether it was moved: false where its row is no longer as it was, and its worker has to look. */
  move(move: IdleMove): Promise<boolean> {
    const moved = new Promise<boolean>((done) => this.asked.push({ move, done }));
    this.settleIn(TOGETHER_MS);
    return moved;
  }

  /** Takes what is derived from a generation along from now on. */
  know(follower: Follower): void {
    this.followers.push(follower);
  }

  /** Lets go of a generation: from then on nothing is asked of its tables. */
  async forget(generation: Generation): Promise<void> {
    const at = this.followers.findIndex((follower) => follower.generation === generation);
    if (at >= 0) this.followers.splice(at, 1);
    await this.settling;
    for (const follower of this.behind) if (follower.generation === generation) this.behind.delete(follower);
    if (this.asked.length + this.behind.size > 0) return;
    this.timer?.stop();
    this.timer = null;
  }

  private settleIn(ms: number): void {
    const at = performance.now() + ms;
    if (this.timer !== null && this.timer.at <= at) return;
    this.timer?.stop();
    const timeout = setTimeout(() => {
      this.timer = null;
      this.settling = this.settling.then(() => this.settle());
    }, ms);
    this.timer = { at, stop: () => clearTimeout(timeout) };
  }

  private async settle(): Promise<void> {
    const [asked, behind] = [this.asked, [...this.behind]];
    this.asked = [];
    this.behind.clear();
    if (asked.length + behind.length === 0) return;
    try {
      const moves = asked.map(({ move }) => move);
      const moved = await this.gate.pass(() =>
        inTransaction(this.pool, (tx) => settle(tx, moves, behind, this.followers)),
      );
      for (const follower of moved.behind) this.behind.add(follower);
      if (this.behind.size > 0) this.settleIn(MAP_MS);
      for (const { look } of moved.looking) look();
      for (const follower of moved.followed) follower.moved();
      for (const { move, done } of asked) done(moved.facts.has(move.generation));
    } catch (error) {
      // what one of them cannot do is no matter of the others: each goes its own way
      this.failed(error);
      for (const { look } of behind) look();
      for (const { done } of asked) done(false);
    }
  }
}

async function settle(
  tx: Transaction,
  moves: readonly IdleMove[],
  before: readonly Follower[],
  known: readonly Follower[],
): Promise<Moved> {
  const facts = await moveFacts(tx, moves);
  const moved = moves.flatMap(({ generation, follower }) =>
    facts.has(generation) && follower !== null ? [follower] : [],
  );
  const followers = new Set([...before, ...moved].filter((follower) => known.includes(follower)));
  return { facts, ...(await follow(tx, [...followers], [...known])) };
}

/** Moves the facts that are as they were, and of no row that another process holds. */
async function moveFacts(tx: Transaction, moves: readonly IdleMove[]): Promise<Set<Generation>> {
  if (moves.length === 0) return new Set();
  const column = <T>(of: (move: IdleMove) => T): T[] => moves.map(of);
  const asArray = (numbers: readonly number[]): string => `{${numbers.join(',')}}`;
  const rows = await tx.rows<{ projection: string; generation: number }>(
    `with same as materialized (
       select c.projection, c.generation, c.lane, t.reached, t.seen_position, t.seen_event
       from read.checkpoint c
       join unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::uuid[])
         as t (projection, generation, lanes, stored, reached, seen_position, seen_event)
         on t.projection = c.projection and t.generation = c.generation
         and c.lanes = t.lanes::smallint[] and c.positions = t.stored::bigint[]
       for update of c skip locked),
     moved as (
       update read.checkpoint c set positions = s.reached::bigint[],
         position = (select min(p) from unnest(s.reached::bigint[]) p),
         ${newest('s.seen_position', 's.seen_event', 'c.')}
       from same s where c.projection = s.projection and c.generation = s.generation and c.lane = s.lane
       returning c.projection, c.generation)
     select projection, generation, pg_notify('throughline_read', projection) from moved`,
    [
      column(({ generation }) => generation.definition.name),
      column(({ generation }) => generation.number),
      column(({ lanes }) => asArray(lanes)),
      column(({ from }) => asArray(from)),
      column(({ to }) => asArray(to)),
      column(({ seen }) => seen?.position ?? null),
      column(({ seen }) => seen?.event ?? null),
    ],
  );
  const moved = new Set(rows.map(({ projection, generation }) => generationKey(projection, generation)));
  return new Set(
    moves.flatMap(({ generation }) =>
      moved.has(generationKey(generation.definition.name, generation.number)) ? [generation] : [],
    ),
  );
}

/** Moves what is derived up to where its facts and the identity map are, where that leaves nothing to derive. */
async function follow(
  tx: Transaction,
  followers: readonly Follower[],
  known: readonly Follower[],
): Promise<Omit<Moved, 'facts'>> {
  if (followers.length === 0) return { behind: [], looking: [], followed: [] };
  const rows = await tx.rows<{
    projection: string;
    generation: number;
    from: string;
    facts: string;
    map: string | null;
  }>(
    `select c.projection, c.generation, c.position as "from",
       (select min(position) from read.checkpoint f where f.projection = c.projection and f.generation = c.generation and f.lane <> ${DERIVED_LANE}) as facts,
       (select position from read.checkpoint m where m.projection = '${IDENTITY}' and m.generation = t.identity and m.lane = ${DERIVED_LANE}) as map
     from read.checkpoint c
     join unnest($1::text[], $2::integer[], $3::integer[]) as t (projection, generation, identity)
       on t.projection = c.projection and t.generation = c.generation
     where c.lane = ${DERIVED_LANE} for update of c skip locked`,
    [
      followers.map(({ generation }) => generation.definition.name),
      followers.map(({ generation }) => generation.number),
      followers.map(({ generation }) => generation.identity),
    ],
  );
  const found = new Map(rows.map((row) => [generationKey(row.projection, row.generation), row]));
  const behind: Follower[] = [];
  const looking: Follower[] = [];
  const ranges = new Map<Follower, Range>();
  for (const follower of followers) {
    const row = found.get(generationKey(follower.generation.definition.name, follower.generation.number));
    if (row === undefined) {
      looking.push(follower);
      continue;
    }
    const [facts, map] = [Number(row.facts), Number(row.map ?? Infinity)];
    const range = { from: Number(row.from), to: Math.min(facts, map) };
    if (range.to > range.from) ranges.set(follower, range);
    if (range.to < facts) behind.push(follower);
  }
  const touched = await withSomethingToDerive(tx, ranges, known);
  const followed = new Map([...ranges].filter(([follower]) => !touched.has(follower)));
  moveDerived(tx, followed);
  return {
    behind: behind.filter((follower) => !touched.has(follower)),
    looking: [...looking, ...touched],
    followed: [...followed.keys()],
  };
}

function moveDerived(tx: Transaction, ranges: ReadonlyMap<Follower, Range>): void {
  if (ranges.size === 0) return;
  const generations = [...ranges.keys()].map(({ generation }) => generation);
  tx.write(
    `with moved as (
       update read.checkpoint c set position = t.reached, positions = array[t.reached]
       from unnest($1::text[], $2::integer[], $3::bigint[]) as t (projection, generation, reached)
       where c.projection = t.projection and c.generation = t.generation and c.lane = ${DERIVED_LANE}
       returning c.projection)
     select pg_notify('throughline_read', projection) from moved`,
    [
      generations.map(({ definition }) => definition.name),
      generations.map(({ number }) => number),
      [...ranges.values()].map(({ to }) => to),
    ],
  );
}
