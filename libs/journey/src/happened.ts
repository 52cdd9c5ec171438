import { broken, day, instant, optional, type When } from '#kernel';

/** Parameters of decisions about what may be told later than it happened: an instant, or a day; the command's instant without either. */
export const happened = { at: optional(instant), on: optional(day) } as const;

const HOUR = 3_600_000;

/** When something was, and how exactly that is known; `at` is epoch milliseconds, of a day its beginning in UTC. */
export interface Moment {
  readonly at: number | null;
  readonly precision: 'instant' | 'day' | 'none';
}

/** The earliest a moment can have been: a day begins up to 14 hours before it does in UTC. */
function earliest({ at, precision }: Moment): number {
  if (at === null) return Number.NEGATIVE_INFINITY;
  return precision === 'day' ? at - 14 * HOUR : at;
}

/** The latest a moment can have been: a day ends up to 12 hours after it does in UTC. */
function latest({ at, precision }: Moment): number {
  if (at === null) return Number.POSITIVE_INFINITY;
  return precision === 'day' ? at + 36 * HOUR : at;
}

/** Whether one moment was before another one wherever the workspace is. */
export function surelyBefore(one: Moment, other: Moment): boolean {
  // days are days of one workspace
  if (one.precision === 'day' && other.precision === 'day') return one.at! < other.at!;
  return latest(one) < earliest(other);
}

/** A calendar day as a moment. */
export function dayMoment(on: string): Moment {
  return { at: Date.parse(`${on}T00:00:00Z`), precision: 'day' };
}

/** What was told as a moment; the command's own where nothing was. */
export function momentOf(told: { readonly at?: string; readonly on?: string }, at: string): Moment {
  if (told.on !== undefined) return dayMoment(told.on);
  return { at: Date.parse(told.at ?? at), precision: 'instant' };
}

/**
 * When a happening was, from what a command tells. Refuses two moments (`{thing}.two-times`), and one that has not come
 * yet (`{thing}.in-future`).
 */
export function whenOf(
  thing: string,
  told: { readonly at?: string; readonly on?: string },
  now: string,
): { readonly when?: When } {
  if (told.at !== undefined && told.on !== undefined) throw broken(`${thing}.two-times`);
  notYet(thing, momentOf(told, now), now);
  if (told.at !== undefined) return { when: { precision: 'instant', at: told.at } };
  return told.on === undefined ? {} : { when: { precision: 'day', at: told.on } };
}

/** Refuses a moment that has not come yet anywhere: `{thing}.in-future`. */
export function notYet(thing: string, moment: Moment, now: string): void {
  if (surelyBefore({ at: Date.parse(now), precision: 'instant' }, moment)) throw broken(`${thing}.in-future`);
}
