import type { Pool } from 'pg';
import type { EventId, EventLog, LogIdentity, Position } from '#kernel';
import type { Progress, StoredCheckpoint } from './checkpoints.js';

/**
 * How far a reaction has read of the log as it is now, after an older copy was restored: up to where the two are the
 * same. That is the last event read, if it is still there; otherwise the last event recorded no later than it, since
 * the time of record never goes back. What was read is not read again, and what is new is not passed over.
 */
export async function readOf(
  log: EventLog,
  identity: LogIdentity,
  stored: StoredCheckpoint,
  activeFrom: Position,
): Promise<Progress> {
  const { reaction, logId, seen, positions } = stored;
  const at = seen === null ? undefined : (await log.locate([seen.event])).get(seen.event);
  const same = logId === identity.id;
  if (same && at === seen?.position)
    return { reaction, activeFrom, positions: positions.map((position) => Math.max(position, activeFrom)), seen };
  const common = at ?? (await lastRecordedBy(log, stored.until));
  const [last] = await log.readAt([common]);
  const now = positions.map((position) => {
    if (same && at === undefined) return Math.min(position, common);
    // positions of another log: only those that had reached its last event say something about this one
    return seen !== null && position >= seen.position ? common : activeFrom;
  });
  return {
    reaction,
    activeFrom,
    positions: now.map((position) => Math.max(position, activeFrom)),
    seen: last === undefined ? null : { position: common, event: last.id },
  };
}

/** The position of the last event recorded at or before an instant, by halving; 0 where there is none. */
async function lastRecordedBy(log: EventLog, instant: number): Promise<Position> {
  let low = 0;
  let { position: high } = await log.head();
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [event] = (await log.readAll({ after: middle, until: high, limit: 1 })).events;
    if (event === undefined || event.recordedAt > instant) high = middle;
    else low = event.position;
  }
  return low;
}

/** Traces and dead letters name the events of the log as it is now; those of events that are gone are forgotten. */
export async function relocate(pool: Pool, log: EventLog): Promise<void> {
  for (const table of ['automation.dealt_with', 'automation.dead_letter']) {
    const { rows } = await pool.query<{ event_id: EventId }>(`SELECT DISTINCT event_id FROM ${table}`);
    const at = await log.locate(rows.map((row) => row.event_id));
    await pool.query(
      `WITH there AS (SELECT * FROM unnest($1::uuid[], $2::bigint[]) AS t (event_id, position)),
       gone AS (
         DELETE FROM ${table} d WHERE NOT EXISTS (SELECT FROM there WHERE there.event_id = d.event_id))
       UPDATE ${table} AS one SET position = there.position FROM there
       WHERE one.event_id = there.event_id AND one.position <> there.position`,
      [[...at.keys()], [...at.values()]],
    );
  }
}
