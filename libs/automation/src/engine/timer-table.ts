import type { Pool } from 'pg';
import { timerCancelled, timerFired, timerSet, type Envelope, type EventId, type RecordedEvent } from '#kernel';

/** A timer whose instant has come. */
export interface DueTimer {
  readonly reaction: string;
  readonly name: string;
  readonly set: EventId;
}

const TIMER_EVENTS: ReadonlySet<string> = new Set([timerSet.name, timerFired.name, timerCancelled.name]);

/** Whether an event says something about a timer. */
export function isTimerEvent(event: RecordedEvent): boolean {
  return TIMER_EVENTS.has(event.type);
}

/** The timers that stand, found by when they are due. Follows the timers' events; what an event says twice counts once. */
export class TimerTable {
  constructor(private readonly pool: Pool) {}

  /** Takes over what one timer event says, unless a later one did already. */
  async follow(event: RecordedEvent): Promise<void> {
    const { about, payload } = JSON.parse(event.text) as Envelope;
    const { reaction, name, at, set } = payload as { reaction: string; name: string; at?: string; set?: EventId };
    await this.pool.query(
      `INSERT INTO automation.timer (timer, reaction, name, set_by, position, due_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (timer) DO UPDATE
       SET set_by = excluded.set_by, position = excluded.position, due_at = excluded.due_at
       WHERE timer.position < excluded.position`,
      [about['timer'], reaction, name, set ?? event.id, event.position, event.type === timerSet.name ? at : null],
    );
  }

  /** Timers due at an instant, longest due first. */
  async due(now: number, limit: number): Promise<readonly DueTimer[]> {
    const { rows } = await this.pool.query<DueTimer>(
      `SELECT reaction, name, set_by AS set FROM automation.timer
       WHERE due_at <= $1 ORDER BY due_at LIMIT $2`,
      [new Date(now), limit],
    );
    return rows;
  }

  /** A timer was fired, or turned out to be gone: it is due no more. */
  async settled(set: EventId): Promise<void> {
    await this.pool.query('UPDATE automation.timer SET due_at = NULL WHERE set_by = $1', [set]);
  }

  /** Forgets all timers: they are read again from the log. */
  async forget(): Promise<void> {
    await this.pool.query('TRUNCATE automation.timer');
  }

  /** When the next timer is due, epoch milliseconds; null when none stands. */
  async nextDue(): Promise<number | null> {
    const { rows } = await this.pool.query<{ due_at: Date | null }>(
      'SELECT min(due_at) AS due_at FROM automation.timer WHERE due_at IS NOT NULL',
    );
    return rows[0]?.due_at?.getTime() ?? null;
  }
}
