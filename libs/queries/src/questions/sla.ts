import { query, sql } from '#kernel';
import { DEFAULT_SLA, SLA, type SlaPolicy } from '#journey';
import { held } from '../reading/moments.js';

/** What is promised of tickets that are opened now. */
export interface SlaAnswer extends Omit<SlaPolicy, 'calendar'> {
  readonly sla: string;
  /** When its minutes count; null is around the clock. */
  readonly calendar: string | null;
  /** Nobody set it yet: it is what it is from the beginning. */
  readonly unset: boolean;
}

interface Row extends Pick<SlaAnswer, 'name' | 'calendar' | 'targets'> {
  readonly near_breach: number;
}

/** How soon tickets are to be answered and resolved, by priority. */
export const slaPolicy = query('sla', {
  path: 'sla',
  permission: 'settings.read',
  params: {},
  reads: ['tickets'],
  clocks: true,
  answer: async (asking): Promise<SlaAnswer> => {
    const [row] = await asking.rows<Row>(sql`
      SELECT s.name, s.calendar, s.targets, s.near_breach FROM read.tickets_sla s
      WHERE s.sla = ${SLA} AND ${held(asking, 's')}`);
    if (row === undefined) return { sla: SLA, ...DEFAULT_SLA, calendar: DEFAULT_SLA.calendar ?? null, unset: true };
    const { near_breach: nearBreach, ...said } = row;
    return { sla: SLA, ...said, nearBreach, unset: false };
  },
});
