import type { Pool } from 'pg';
import type { EventId, EventLog, Position, ReactionDefinition, RecordedEvent } from '#kernel';
import type { Following } from './following.js';

/** An event whose consequences could not be carried out. */
export interface ReactionDeadLetter {
  readonly id: string;
  readonly reaction: string;
  readonly eventId: string;
  readonly position: Position;
  readonly error: string;
  readonly parkedAt: Date;
}

/** What reactions parked: any process may look, and try again. */
export class ReactionDeadLetters {
  constructor(
    private readonly pool: Pool,
    private readonly log: EventLog,
    private readonly reactions: readonly ReactionDefinition[],
    private readonly following: Following,
  ) {}

  /** Parked events of a reaction, the newest first. */
  async list(reaction: string, limit = 100): Promise<readonly ReactionDeadLetter[]> {
    const { rows } = await this.pool.query<ReactionDeadLetter & { position: string }>(
      `SELECT id, reaction, event_id AS "eventId", position, error, parked_at AS "parkedAt"
       FROM automation.dead_letter WHERE reaction = $1 ORDER BY position DESC LIMIT $2`,
      [reaction, limit],
    );
    return rows.map((row) => ({ ...row, position: Number(row.position) }));
  }

  async park(reaction: ReactionDefinition, event: RecordedEvent, error: unknown): Promise<void> {
    await this.pool.query(
      `INSERT INTO automation.dead_letter (reaction, event_id, position, error) VALUES ($1, $2, $3, $4)
       ON CONFLICT (reaction, event_id) DO UPDATE SET error = excluded.error`,
      [reaction.name, event.id, event.position, error instanceof Error ? error.message : String(error)],
    );
  }

  /** Carries out what follows from a parked event, and forgets it; throws what is still wrong. False for one that is not there. */
  async retry(id: string): Promise<boolean> {
    const { rows } = await this.pool.query<{ reaction: string; event: EventId }>(
      'SELECT reaction, event_id AS event FROM automation.dead_letter WHERE id::text = $1',
      [id],
    );
    const parked = rows[0];
    const reaction = this.reactions.find((one) => one.name === parked?.reaction);
    if (parked === undefined || reaction === undefined) return false;
    const at = (await this.log.locate([parked.event])).get(parked.event);
    const [event] = at === undefined ? [] : await this.log.readAt([at]);
    try {
      if (event !== undefined) await this.following.follow(reaction, event);
    } finally {
      await this.following.dealtWith.flush();
    }
    await this.pool.query('DELETE FROM automation.dead_letter WHERE id::text = $1', [id]);
    return true;
  }
}
