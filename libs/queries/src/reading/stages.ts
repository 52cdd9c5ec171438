import { DEFAULT_STAGES, type FunnelStages } from '#journey';
import { sql, type Asking } from '#kernel';
import { known } from './moments.js';

/** The stages of the funnel, and what set them. */
export interface StagesSet {
  readonly stages: FunnelStages;
  /** The event that set them, and when it was recorded; null for the default ones. */
  readonly eventId: string | null;
  readonly since: Date | null;
}

/** The stages that are in force, or were at the moment up to which everything is known. */
export async function stagesKnown(asking: Pick<Asking, 'rows' | 'knownAt'>): Promise<StagesSet> {
  const [set] = await asking.rows<{ stages: FunnelStages; event_id: string; recorded_at: Date }>(sql`
    SELECT c.stages, c.event_id, c.recorded_at FROM read.funnel_configured c
    WHERE ${known(asking, 'c', 'position', 'until')} ORDER BY c.position DESC LIMIT 1`);
  return set === undefined
    ? { stages: DEFAULT_STAGES, eventId: null, since: null }
    : { stages: set.stages, eventId: set.event_id, since: set.recorded_at };
}

/** The stage of whoever was touched and has no other; null where there is none such. */
export function stageOfTouched({ stages }: FunnelStages): string | null {
  return stages.find(({ causes }) => causes.includes('touched'))?.name ?? null;
}
