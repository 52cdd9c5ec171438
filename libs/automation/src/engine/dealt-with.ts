import type { Pool } from 'pg';
import type { EventId, Position } from '#kernel';

/** A step of a trigger that led to nothing. */
interface Trace {
  readonly reaction: string;
  readonly event: EventId;
  readonly position: Position;
  readonly step: string;
}

/**
 * Which steps of a trigger were dealt with although the log does not say so: a command that was no news, or that a rule
 * forbade, a timer that was not there to be cancelled. Without it, a trigger that is read again would be decided anew, by
 * what happened since. Traces are kept while their trigger may be read again: above the checkpoint, or parked.
 */
export class DealtWith {
  private pending: Trace[] = [];

  constructor(private readonly pool: Pool) {}

  /** The steps of a trigger that led to nothing. */
  async steps(reaction: string, event: EventId): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ step: string }>(
      'SELECT step FROM automation.dealt_with WHERE reaction = $1 AND event_id = $2',
      [reaction, event],
    );
    const unwritten = this.pending.filter((trace) => trace.reaction === reaction && trace.event === event);
    return new Set([...rows, ...unwritten].map(({ step }) => step));
  }

  /** Notes that a step led to nothing; `flush` makes it last. */
  note(reaction: string, event: { readonly id: EventId; readonly position: Position }, step: string): void {
    this.pending.push({ reaction, event: event.id, position: event.position, step });
  }

  /** Makes what was noted last. Comes before whatever is recorded next, so that nothing is recorded that a repeat could see. */
  async flush(): Promise<void> {
    if (this.pending.length === 0) return;
    const traces = this.pending;
    this.pending = [];
    try {
      await this.pool.query(
        `INSERT INTO automation.dealt_with (reaction, event_id, position, step)
         SELECT * FROM unnest($1::text[], $2::uuid[], $3::bigint[], $4::text[])
         ON CONFLICT (reaction, event_id, step) DO NOTHING`,
        [
          traces.map((trace) => trace.reaction),
          traces.map((trace) => trace.event),
          traces.map((trace) => trace.position),
          traces.map((trace) => trace.step),
        ],
      );
    } catch (error) {
      this.pending = [...traces, ...this.pending];
      throw error;
    }
  }
}
