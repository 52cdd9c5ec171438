import type { Fact, Settings } from '#kernel';
import { DEFAULT_STAGES, type FunnelStages } from '#journey';

/** The stages a fact is judged by, and the event that set them; null for the default ones. */
export interface StagesInForce {
  readonly stages: FunnelStages;
  readonly event: string | null;
  /** Tells them apart from those in force at other times, also where what was said of them was amended. */
  readonly name: string;
}

/** The stages that were in force when a fact was recorded. */
export function stagesInForce(settings: Settings, fact: Fact): StagesInForce {
  const set = settings(fact).findLast(({ table }) => table === 'configured');
  return set === undefined
    ? { stages: DEFAULT_STAGES, event: null, name: '' }
    : { stages: set['stages'] as FunnelStages, event: set.event_id, name: `${set.position} ${set.n}` };
}

/** Whether a handoff was to a team that sells, or to one of which nobody said what it does. */
export function toSales(settings: Settings, handoff: Fact): boolean {
  const team = settings(handoff).findLast((row) => row.table === 'team' && row['team'] === handoff['team']);
  return team === undefined || team['function'] === 'sales';
}
