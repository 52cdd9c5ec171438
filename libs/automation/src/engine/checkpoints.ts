import type { Pool } from 'pg';
import { LANES, type EventId, type EventLog, type LogIdentity, type Position } from '#kernel';

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

interface Row {
  readonly reaction: string;
  readonly log_id: string;
  readonly epoch: number;
  readonly active_from: string;
  readonly positions: readonly string[];
  readonly seen_position: string;
  readonly seen_event: EventId | null;
}

/** Checkpoints in the database. Lagging behind is harmless: what follows from an event has a computed id. */
export class Checkpoints {
  constructor(
    private readonly pool: Pool,
    private readonly log: EventLog,
    private readonly identity: LogIdentity,
  ) {}

  /** The stored progress, or null for a reaction that never ran here. Throws CheckpointForeign. */
  async load(reaction: string): Promise<Progress | null> {
    const { rows } = await this.pool.query<Row>('SELECT * FROM automation.checkpoint WHERE reaction = $1', [reaction]);
    const row = rows[0];
    if (row === undefined) return null;
    const seen = row.seen_event === null ? null : { position: Number(row.seen_position), event: row.seen_event };
    const known = seen === null || (await this.log.locate([seen.event])).get(seen.event) === seen.position;
    if (row.log_id !== this.identity.id || !known) throw new CheckpointForeign(reaction);
    return { reaction, activeFrom: Number(row.active_from), positions: row.positions.map(Number), seen };
  }

  /** Progress of a reaction that begins after a position. */
  begin(reaction: string, activeFrom: Position): Progress {
    return { reaction, activeFrom, positions: Array.from({ length: LANES }, () => activeFrom), seen: null };
  }

  async save(progress: Progress): Promise<void> {
    await this.pool.query(
      `INSERT INTO automation.checkpoint (reaction, log_id, epoch, active_from, positions, seen_position, seen_event)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (reaction) DO UPDATE
       SET log_id = excluded.log_id, epoch = excluded.epoch, active_from = excluded.active_from,
           positions = excluded.positions, seen_position = excluded.seen_position, seen_event = excluded.seen_event,
           moved_at = now()`,
      [
        progress.reaction,
        this.identity.id,
        this.identity.epoch,
        progress.activeFrom,
        progress.positions,
        progress.seen?.position ?? 0,
        progress.seen?.event ?? null,
      ],
    );
  }

  /** Forgets all progress and all timers: they are read again from the log, each reaction from where it was activated. */
  async forget(): Promise<void> {
    await this.pool.query('TRUNCATE automation.checkpoint, automation.timer');
  }
}
