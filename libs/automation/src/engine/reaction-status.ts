import type { Pool } from 'pg';
import type { Position } from '#kernel';

/** How a reaction stands, for the operator's screen. */
export interface ReactionStatus {
  readonly reaction: string;
  readonly position: Position;
  readonly activeFrom: Position;
  readonly timers: number;
  readonly deadLetters: number;
}

/** How every reaction stands, from the database: any process may ask. */
export async function reactionStatus(pool: Pool): Promise<readonly ReactionStatus[]> {
  const { rows } = await pool.query<{
    reaction: string;
    position: string;
    active_from: string;
    timers: string;
    dead_letters: string;
  }>(`
    SELECT c.reaction, (SELECT min(p) FROM unnest(c.positions) AS p) AS position, c.active_from,
           (SELECT count(*) FROM automation.timer t WHERE t.reaction = c.reaction AND t.due_at IS NOT NULL) AS timers,
           (SELECT count(*) FROM automation.dead_letter d WHERE d.reaction = c.reaction) AS dead_letters
    FROM automation.checkpoint c
    WHERE c.reaction <> '(timers)'
    ORDER BY c.reaction`);
  return rows.map((row) => ({
    reaction: row.reaction,
    position: Number(row.position),
    activeFrom: Number(row.active_from),
    timers: Number(row.timers),
    deadLetters: Number(row.dead_letters),
  }));
}
