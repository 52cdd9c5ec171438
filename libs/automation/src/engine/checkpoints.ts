import type { Pool } from 'pg';
import { LANES, type EventId, type EventLog, type LogIdentity, type Position } from '#kernel';
import { LeaseLost } from '#platform';
import { HELD, REACTIONS } from './lease.js';

/** How far a reaction has read: per lane, and the last event it can be told apart by. */
export interface Progress {
  readonly reaction: string;
  readonly activeFrom: Position;
  readonly positions: Position[];
  seen: { readonly position: Position; readonly event: EventId } | null;
}

/** A checkpoint belongs to another log, or to a part of this one that is gone (restore, failover). */
export class CheckpointForeign extends Error {
  override readonly name = 'CheckpointForeign';
  constructor(readonly reaction: string) {
    super(
      `the reaction ${reaction} has read a log that is not this one (an older copy was restored?): run  throughline reconcile`,
    );
  }
}

/** A checkpoint as it is stored. */
export interface StoredCheckpoint {
  readonly reaction: string;
  readonly logId: string;
  readonly activeFrom: Position;
  readonly positions: readonly Position[];
  readonly seen: { readonly position: Position; readonly event: EventId } | null;
  /** Nothing that was recorded later has been read, epoch milliseconds. */
  readonly until: number;
}

interface Row {
  readonly reaction: string;
  readonly log_id: string;
  readonly active_from: string;
  readonly positions: readonly string[];
  readonly seen_position: string;
  readonly seen_event: EventId | null;
  readonly until: Date;
}

/**
 * Checkpoints in the database, moved only by who holds the lease. One that lags behind is harmless: what follows from
 * an event has a computed id, and what led to nothing above the checkpoint left a trace (`DealtWith`).
 */
export class Checkpoints {
  constructor(
    private readonly pool: Pool,
    private readonly log: EventLog,
    private readonly identity: LogIdentity,
  ) {}

  /** The stored progress, or null for a reaction that never ran here. Throws CheckpointForeign. */
  async load(reaction: string): Promise<Progress | null> {
    const stored = await this.stored(reaction);
    if (stored === null) return null;
    const { seen, logId, activeFrom, positions } = stored;
    const known = seen === null || (await this.log.locate([seen.event])).get(seen.event) === seen.position;
    if (logId !== this.identity.id || !known) throw new CheckpointForeign(reaction);
    return { reaction, activeFrom, positions: [...positions], seen };
  }

  /** The stored checkpoint, of whichever log; null for a reaction that never ran here. */
  async stored(reaction: string): Promise<StoredCheckpoint | null> {
    const { rows } = await this.pool.query<Row>(
      `SELECT reaction, log_id, active_from, positions, seen_position, seen_event, coalesce(seen_at, moved_at) AS until
       FROM automation.checkpoint WHERE reaction = $1`,
      [reaction],
    );
    const row = rows[0];
    if (row === undefined) return null;
    return {
      reaction,
      logId: row.log_id,
      activeFrom: Number(row.active_from),
      positions: row.positions.map(Number),
      seen: row.seen_event === null ? null : { position: Number(row.seen_position), event: row.seen_event },
      until: row.until.getTime(),
    };
  }

  /** Progress of a reaction that begins after a position. */
  begin(reaction: string, activeFrom: Position): Progress {
    return { reaction, activeFrom, positions: Array.from({ length: LANES }, () => activeFrom), seen: null };
  }

  /**
   * Saves progress while the lease's epoch is in force, and lets go of the traces below: their triggers are not read
   * again, unless they are parked. Throws LeaseLost, and saves nothing, where another holds the lease.
   */
  async save(progresses: readonly Progress[], epoch: number): Promise<void> {
    const seenAt = await this.recordedAt(progresses.flatMap(({ seen }) => (seen === null ? [] : [seen.position])));
    const rows = progresses.map(({ reaction, activeFrom, positions, seen }) => ({
      reaction,
      active_from: activeFrom,
      positions,
      lowest: Math.min(...positions),
      seen_position: seen?.position ?? 0,
      seen_event: seen?.event ?? null,
      seen_at: seen === null ? null : (seenAt.get(seen.position) ?? null),
    }));
    const { rowCount } = await this.pool.query(
      `WITH held AS MATERIALIZED (${HELD}),
       said AS MATERIALIZED (
         SELECT r.* FROM held, json_to_recordset($4) AS r(
           reaction text, active_from bigint, positions bigint[], lowest bigint,
           seen_position bigint, seen_event uuid, seen_at timestamptz)),
       done AS (
         DELETE FROM automation.dealt_with d USING said
         WHERE d.reaction = said.reaction AND d.position <= said.lowest
           AND NOT EXISTS (
             SELECT 1 FROM automation.dead_letter l WHERE l.reaction = d.reaction AND l.event_id = d.event_id))
       INSERT INTO automation.checkpoint
         (reaction, log_id, epoch, active_from, positions, seen_position, seen_event, seen_at, lease_epoch)
       SELECT reaction, $2, $3, active_from, positions, seen_position, seen_event, seen_at, $1 FROM said
       ON CONFLICT (reaction) DO UPDATE
       SET log_id = excluded.log_id, epoch = excluded.epoch, active_from = excluded.active_from,
           positions = excluded.positions, seen_position = excluded.seen_position, seen_event = excluded.seen_event,
           seen_at = excluded.seen_at, lease_epoch = excluded.lease_epoch, moved_at = now()`,
      [epoch, this.identity.id, this.identity.epoch, JSON.stringify(rows)],
    );
    if (rowCount !== rows.length) throw new LeaseLost(REACTIONS.lost);
  }

  /** Forgets a checkpoint: what it stands for begins anew. */
  async forget(reaction: string): Promise<void> {
    await this.pool.query('DELETE FROM automation.checkpoint WHERE reaction = $1', [reaction]);
  }

  private async recordedAt(positions: readonly Position[]): Promise<ReadonlyMap<Position, string>> {
    const events = await this.log.readAt([...new Set(positions)]);
    return new Map(events.map(({ position, recordedAt }) => [position, new Date(recordedAt).toISOString()]));
  }
}
