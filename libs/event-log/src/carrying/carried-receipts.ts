import type { Millis, Position } from '#kernel';
import type { CarriedRow } from './carried-events.js';

/** What of one source and import was recorded at about the same time. */
export interface CarriedReceipt {
  readonly at: Millis;
  readonly source: string;
  readonly import: string | null;
  events: number;
  readonly first: Position;
  last: Position;
}

/** In every time zone days begin at a multiple of a quarter of an hour. */
const QUARTER_MS = 900_000;

/**
 * Receipts of what is carried over, touches and what was imported: what a log holds came in when it was recorded. How often it came, and what
 * was set aside, only the vault it comes from knows.
 */
export function carriedReceipts(
  carried: readonly (Pick<CarriedRow, 'recordedAt' | 'import' | 'prepared'> & { readonly position: Position })[],
): CarriedReceipt[] {
  const receipts = new Map<string, CarriedReceipt>();
  for (const { recordedAt: at, import: imported, prepared, position } of carried) {
    const { source } = prepared;
    const key = `${Math.floor(at / QUARTER_MS)}\n${imported ?? ''}\n${source}`;
    const receipt = receipts.get(key);
    if (receipt === undefined)
      receipts.set(key, { at, source, import: imported, events: 1, first: position, last: position });
    else {
      receipt.events++;
      receipt.last = position;
    }
  }
  return [...receipts.values()];
}
