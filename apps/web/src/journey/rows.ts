import type { Touch } from '../api/types.js';
import { daysBetween } from '../i18n/format.js';

/** What a line of the journey is. */
export type JourneyRow =
  | { readonly type: 'day'; readonly key: string; readonly day: string | null }
  | { readonly type: 'touch'; readonly key: string; readonly touch: Touch }
  | { readonly type: 'gap'; readonly key: string; readonly days: number };

/** From this many days without a touch on, the journey says so. */
export const SILENCE_DAYS = 14;

/**
 * The lines of a journey, newest first: a heading per calendar day, its touches, and between days that lie far apart
 * the silence between them. Touches of which nobody knows when come under a heading of their own.
 */
export function journeyRows(touches: readonly Touch[], dayOf: (at: string) => string): JourneyRow[] {
  const rows: JourneyRow[] = [];
  let present: string | null | undefined;
  for (const touch of touches) {
    const day = dayOfTouch(touch, dayOf);
    if (day !== present) {
      if (present != null && day !== null) {
        const silent = daysBetween(day, present);
        if (silent >= SILENCE_DAYS) rows.push({ type: 'gap', key: `gap-${day}-${present}`, days: silent });
      }
      rows.push({ type: 'day', key: `day-${day ?? 'unknown'}-${touch.eventId}`, day });
      present = day;
    }
    rows.push({ type: 'touch', key: touch.eventId, touch });
  }
  return rows;
}

/** The calendar day of a touch: its own where only the day is known, else the workspace's; null when nobody knows. */
function dayOfTouch({ at, precision }: Touch, dayOf: (at: string) => string): string | null {
  if (at === null || precision === 'none') return null;
  return precision === 'day' ? at.slice(0, 10) : dayOf(at);
}

/** How high each kind of line is, in pixels. */
export const rowHeights: Readonly<Record<JourneyRow['type'], number>> = { day: 36, touch: 36, gap: 44 };

/** The day that the line at this index is under. */
export function dayAt(rows: readonly JourneyRow[], index: number): string | null | undefined {
  for (let at = Math.min(index, rows.length - 1); at >= 0; at--) {
    const row = rows[at]!;
    if (row.type === 'day') return row.day;
  }
  return undefined;
}
