import type { Pool } from 'pg';
import { YieldingHistory, type Admission, type ReadersProgress } from '#intake';
import { eventsWithin, type EventLog } from '#kernel';
import type { ReadModels } from '#projections';
import { READ_MODELS } from './read-models.js';

/** What history's admission looks at. */
export interface FollowedLog {
  readonly log: EventLog;
  readonly pool: Pool;
  readonly readModels: Pick<ReadModels, 'positions'>;
}

/** Whether somebody follows the log is looked at so often. Milliseconds. */
const LOOK = 5_000;

/** How far the slowest read model is. */
export async function readersProgress({ log, readModels }: Omit<FollowedLog, 'pool'>): Promise<ReadersProgress> {
  const [{ position: head }, positions] = await Promise.all([log.head(), readModels.positions(READ_MODELS)]);
  const read = Math.min(head, ...positions.values());
  return { read: eventsWithin(log, read), behind: eventsWithin(log, head - read) };
}

/** Lets history in as fast as the read models take it; at once where no process follows the log: nobody waits then. */
export function historyAdmission(followed: FollowedLog): Admission {
  const yielding = new YieldingHistory({ readers: () => readersProgress(followed) });
  let looked = { at: -Infinity, anybody: false };
  return {
    async admit(origin, events) {
      if (performance.now() - looked.at > LOOK)
        looked = { at: performance.now(), anybody: await anybodyFollows(followed.pool) };
      return looked.anybody ? yielding.admit(origin, events) : () => undefined;
    },
  };
}

/** Whether a process follows the log of this database with the read models. */
export async function anybodyFollows(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ followed: boolean }>(
    `SELECT EXISTS (
       SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'throughline projector'
     ) AS followed`,
  );
  return rows[0]!.followed;
}
