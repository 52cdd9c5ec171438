import type { Pool } from 'pg';
import type { EventLog, LogIdentity } from '#kernel';

/** A read model whose checkpoints do not belong to the log at hand. */
export interface Mismatch {
  readonly projection: string;
  readonly generation: number;
  readonly reason: string;
}

/** Read models and log do not belong together: an older log was restored, or another one connected. */
export class LogMismatch extends Error {
  override readonly name = 'LogMismatch';
  constructor(readonly mismatches: readonly Mismatch[]) {
    super(
      `the read models do not belong to this log (${mismatches.map((m) => `${m.projection}: ${m.reason}`).join('; ')}); ` +
        'run `throughline reconcile` to build them anew from the log as it is',
    );
  }
}

/** Compares each generation's checkpoints with the log: the same log, and the same event at the last position seen. */
export async function mismatches(pool: Pool, log: EventLog, identity: LogIdentity): Promise<Mismatch[]> {
  const { rows } = await pool.query<{
    projection: string;
    generation: number;
    log_id: string;
    seen: string;
    event: string | null;
    position: string;
  }>(
    `select g.projection, g.generation, g.log_id, c.seen_position as seen, c.seen_event as event, c.position
     from read.generation g
     join lateral (select seen_position, seen_event, position from read.checkpoint c
                   where c.projection = g.projection and c.generation = g.generation and c.seen_event is not null
                   order by seen_position desc limit 1) c on true
     where g.state <> 'dropped'`,
  );
  const wrong: Mismatch[] = [];
  const head = await log.head();
  for (const row of rows) {
    const { projection, generation } = row;
    if (row.log_id !== identity.id) {
      wrong.push({ projection, generation, reason: `made from log ${row.log_id}, this is log ${identity.id}` });
      continue;
    }
    const seen = Number(row.seen);
    const [event] = await log.readAt([seen]);
    if (event === undefined)
      wrong.push({ projection, generation, reason: `it has seen position ${seen}, the log ends at ${head.position}` });
    else if (event.id !== row.event)
      wrong.push({
        projection,
        generation,
        reason: `it has seen event ${String(row.event)} at position ${seen}, where the log holds ${event.id}`,
      });
  }
  return wrong;
}
