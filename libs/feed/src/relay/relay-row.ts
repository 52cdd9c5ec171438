import type { Pool } from 'pg';
import { LANES, type EventId, type EventLog, type LogIdentity, type Position } from '#kernel';
import { LeaseLost, type Lease, type LeaseTerms } from '#platform';

/** How far a topic holds the log: everything up to `position` is acknowledged by all partitions. */
export interface RelayRow {
  readonly topic: string;
  readonly logId: string;
  readonly logEpoch: number;
  readonly feedEpoch: number;
  readonly position: Position;
  /** The log's event there; null at its very beginning. */
  readonly event: EventId | null;
  /** Per lane the position of the last event published; at most so much where the topic began later. */
  readonly lanes: readonly Position[];
  /** The same for what every lane gets. */
  readonly everyLane: Position;
  /** Of the topic, as it was published to last; 0 before that. */
  readonly partitions: number;
}

/** The topic holds a log that is not this one, or a part of this one that is gone (restore, failover). */
export class RelayForeign extends Error {
  override readonly name = 'RelayForeign';
  constructor(topic: string) {
    super(
      `the topic ${topic} holds events of a log that is not this one (an older copy was restored?): stop every program, then run  throughline reconcile`,
    );
  }
}

/** One relay publishes to a topic; others stand by. */
export function relayTerms(topic: string, lastsMs = 6_000): LeaseTerms {
  return {
    table: 'feed.lease',
    name: `relay ${topic}`,
    lastsMs,
    renewMs: lastsMs / 4,
    lost: 'another relay took over: this one stands by',
  };
}

/** The row of a topic; null where nothing was published to it yet. */
export async function readRelayRow(pool: Pool, topic: string): Promise<RelayRow | null> {
  const { rows } = await pool.query<Stored>(`${READ} WHERE topic = $1`, [topic]);
  return rows[0] === undefined ? null : rowOf(rows[0]);
}

/** Whether a row belongs to the log as it is. */
export async function isOfLog(row: RelayRow, log: EventLog, identity: LogIdentity): Promise<boolean> {
  if (row.logId !== identity.id || row.logEpoch !== identity.epoch) return false;
  if (row.event === null) return true;
  const [event] = await log.readAt([row.position]);
  return event?.id === row.event;
}

/** Where a new topic begins: nothing in it is older than its row's positions. Does nothing where there is a row. */
export async function beginRelayRow(
  pool: Pool,
  topic: string,
  begins: { readonly identity: LogIdentity; readonly at: Pick<RelayRow, 'position' | 'event'> },
): Promise<void> {
  const { identity, at } = begins;
  await pool.query(
    `INSERT INTO feed.relay
       (topic, log_id, log_epoch, feed_epoch, partitions, position, event_id, lane_positions, every_lane)
     VALUES ($1, $2, $3, ${NOW}, 0, $4, $5, $6, $4)
     ON CONFLICT (topic) DO NOTHING`,
    [topic, identity.id, identity.epoch, at.position, at.event, everyLaneAt(at.position)],
  );
}

/**
 * Moves the row from where it was while the lease and the feed's epoch are in force. Throws LeaseLost, and moves nothing,
 * otherwise: also where the row is not where this relay left it, since the database lost its newest commits.
 */
export async function moveRelayRow(
  pool: Pool,
  lease: { readonly terms: LeaseTerms; readonly held: Pick<Lease, 'epoch'> },
  from: Pick<RelayRow, 'position' | 'event'>,
  row: RelayRow,
): Promise<void> {
  const { rowCount } = await pool.query(
    `WITH held AS MATERIALIZED (SELECT FROM feed.lease WHERE name = $1 AND epoch = $2 FOR SHARE)
     UPDATE feed.relay SET partitions = $5, position = $6, event_id = $7, lane_positions = $8, every_lane = $9,
       moved_at = now()
     FROM held WHERE topic = $3 AND feed_epoch = $4 AND position = $10 AND event_id IS NOT DISTINCT FROM $11`,
    [
      lease.terms.name,
      lease.held.epoch,
      row.topic,
      row.feedEpoch,
      row.partitions,
      row.position,
      row.event,
      row.lanes,
      row.everyLane,
      from.position,
      from.event,
    ],
  );
  if (rowCount !== 1) throw new LeaseLost(lease.terms.lost);
}

/**
 * After the log was replaced: begins a new epoch of every feed at the log's end. Consumers take no record of an older epoch
 * any more, and fill from the log. That goes for feeds whose row fits the log as well: where both were restored together,
 * only the topic knows of what is gone. Names the topics.
 */
export async function reconcileRelayRows(pool: Pool, log: EventLog): Promise<readonly string[]> {
  const identity = await log.identity();
  const head = await log.head();
  const { rows } = await pool.query<{ topic: string }>(
    `UPDATE feed.relay SET log_id = $1, log_epoch = $2, feed_epoch = greatest(feed_epoch + 1, ${NOW}), position = $3,
       event_id = $4, lane_positions = $5, every_lane = $3, moved_at = now()
     RETURNING topic`,
    [identity.id, identity.epoch, head.position, head.event, everyLaneAt(head.position)],
  );
  return rows.map(({ topic }) => topic).sort();
}

const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

function everyLaneAt(position: Position): readonly Position[] {
  return Array.from({ length: LANES }, () => position);
}

interface Stored {
  readonly topic: string;
  readonly log_id: string;
  readonly log_epoch: number;
  readonly feed_epoch: string;
  readonly position: string;
  readonly event_id: EventId | null;
  readonly lane_positions: readonly string[];
  readonly every_lane: string;
  readonly partitions: number;
}

const READ = `
  SELECT topic, log_id, log_epoch, feed_epoch, position, event_id, lane_positions, every_lane, partitions
  FROM feed.relay`;

function rowOf(stored: Stored): RelayRow {
  return {
    topic: stored.topic,
    logId: stored.log_id,
    logEpoch: stored.log_epoch,
    feedEpoch: Number(stored.feed_epoch),
    position: Number(stored.position),
    event: stored.event_id,
    lanes: stored.lane_positions.map(Number),
    everyLane: Number(stored.every_lane),
    partitions: stored.partitions,
  };
}
