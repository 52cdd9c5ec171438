import type { Urgency } from '../api/types.js';

/** How far a clock is at a moment (milliseconds): in time, near its end, or past it. */
export function urgencyAt(dueAt: string, nearAt: string, now: number): Urgency {
  if (Date.parse(dueAt) < now) return 'late';
  return Date.parse(nearAt) <= now ? 'near' : 'in-time';
}
