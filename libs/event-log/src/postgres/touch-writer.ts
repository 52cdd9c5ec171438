import { LogReplaced, type LogIdentity, type Millis, type Position } from '#kernel';
import { decide, type Decision, type Known, type Receipt } from '../decide.js';
import type { BinaryArrays } from './binary-arrays.js';
import type { RawRow, Statement } from './connection.js';
import { idParameters, KNOWN_IDS, storedIds } from './known-ids.js';
import { all, BEGIN, LOG_CHANNEL, type Attempt, type Lane, type Pending, type Written } from './lane.js';

/**
 * Everything of a group of touches in one statement: positions follow the head as it is when the statement begins,
 * under the lock. Where the head is before `$1`, or the log is not `$17` at epoch `$18`, nothing is written, and no row
 * comes back.
 */
const WRITE: Statement = {
  name: 'touches',
  text: `
  with newest as (
    select position, recorded_at from log.events where position >= $1 order by position desc limit 1
  ), head as materialized (
    select coalesce(max(position), 0) as position, greatest($2::bigint, coalesce(max(recorded_at), 0)) as at
    from newest having coalesce(max(position), 0) >= $1
      and exists (select from log.identity where single and id = $17 and epoch = $18)
  ), events as (
    insert into log.events (position, recorded_at, type, envelope)
    select head.position + n, head.at, type, envelope
    from head, unnest($3::text[], $4::json[]) with ordinality as new (type, envelope, n)
  ), ids as (
    insert into log.ids (id, position, fingerprint)
    select id, head.position + n, fingerprint
    from head, unnest($5::uuid[], $6::uuid[]) with ordinality as new (id, fingerprint, n)
  ), receipts as (
    insert into vault.receipts (at, source, import, received, recorded, repeated, differing, first_position, last_position, mark)
    select head.at, source, import, received, recorded, repeated, differing,
      head.position + first, head.position + last, $7::uuid
    from head, unnest($8::text[], $9::text[], $10::integer[], $11::integer[], $12::integer[], $13::integer[], $14::bigint[], $15::bigint[])
      as new (source, import, received, recorded, repeated, differing, first, last)
  )
  select position, pg_notify('${LOG_CHANNEL}', (position + $16::bigint)::text) from head`,
};

/**
 * Writes groups of touches. What is in the log stays in it, so repeats are told from new ones before the lock is
 * taken; the unique ids guard against who came in between. From the lock to the commit everything is sent at once:
 * the lock never waits for this process.
 */
export class TouchWriter {
  constructor(
    private readonly lane: Lane,
    private readonly clock: () => Millis,
    private readonly identity: LogIdentity,
  ) {}

  /** Rejects with a unique violation where an id was stored by somebody else in between. */
  async write(group: readonly Pending[], from: Position): Promise<Written> {
    const ids = group.map((item) => item.request.events[0]!.id);
    const [found] = await all([
      this.lane.run(KNOWN_IDS, (arrays) => idParameters(ids, arrays)),
      this.lane.prepare([WRITE]),
    ] as const);
    const stored = storedIds(found);
    const decideFrom = (position: Position): Decision => {
      const known = new Map<string, Known>(stored.map(({ id, ...first }) => [id, { ...first, revision: 0 }]));
      return decide(group, { position, known, revisions: new Map() });
    };
    const decision = decideFrom(0);
    const count = decision.rows.length;
    const storing = new Set(decision.rows.map((row) => row.event.id));
    const fresh = group.filter((item) => storing.delete(item.request.events[0]!.id));
    const attempt = this.lane.attempting(fresh, this.clock(), null);
    const [, position] = await all([
      this.lane.send(BEGIN),
      this.lane
        .run(WRITE, (arrays) => [...values(decision, from, attempt, arrays), this.identity.id, this.identity.epoch])
        .then((rows) => this.heard(rows, from, attempt)),
      this.lane.send('commit'),
    ] as const);
    return { outcomes: decideFrom(position).outcomes, position: position + count, stored: count };
  }

  private heard(rows: readonly RawRow[], from: Position, attempt: Attempt): Position {
    if (rows[0] === undefined) throw new LogReplaced(from);
    const position = Number(rows[0][0]);
    this.lane.seenHead = position;
    attempt.base = position;
    return position;
  }
}

function values({ rows, receipts }: Decision, from: Position, attempt: Attempt, arrays: BinaryArrays): unknown[] {
  return [
    from,
    attempt.since,
    arrays.texts(rows.map((row) => row.event.type)),
    arrays.jsons(rows.map((row) => row.event.text)),
    arrays.uuids(rows.map((row) => row.event.id)),
    arrays.uuids(rows.map((row) => row.event.fingerprint)),
    attempt.mark,
    ...receiptColumns(receipts, arrays),
    rows.length,
  ];
}

/** The columns of `vault.receipts` after the time. */
export function receiptColumns(receipts: readonly Receipt[], arrays: BinaryArrays): unknown[] {
  return [
    arrays.texts(receipts.map((receipt) => receipt.source)),
    arrays.texts(receipts.map((receipt) => receipt.import)),
    arrays.ints(receipts.map((receipt) => receipt.received)),
    arrays.ints(receipts.map((receipt) => receipt.recorded)),
    arrays.ints(receipts.map((receipt) => receipt.repeated)),
    arrays.ints(receipts.map((receipt) => receipt.differing)),
    arrays.bigints(receipts.map((receipt) => receipt.firstPosition)),
    arrays.bigints(receipts.map((receipt) => receipt.lastPosition)),
  ];
}
