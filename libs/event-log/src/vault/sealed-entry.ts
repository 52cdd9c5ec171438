import type { Problem } from '#kernel';
import type { Act, Opened } from './quarantine.js';
import { openBytes, sealBytes } from './wrapping.js';

/** What an entry says, sealed under the key of its day. */
export interface SealedRow {
  readonly id: string;
  readonly problems: readonly Problem[] | null;
  readonly details: Buffer | null;
  readonly bytes: Buffer;
  readonly day: string;
}

/** What was done about an entry; its note is sealed under the key of a day. */
export interface ActRow extends Omit<Act, 'at'> {
  readonly at: Date;
  readonly details: Buffer | null;
  readonly mark: string | null;
  readonly key_day: string | null;
}

type Details = Pick<Opened, 'problems'> & Partial<Pick<Opened, 'messageId' | 'once'>>;

/** What an entry says; nothing without the key of its day. Problems were once kept in clear beside it. */
export function opening(
  { id, bytes, details, problems }: SealedRow,
  key: Buffer | undefined,
): { readonly bytes: Buffer | null; readonly details: Details } {
  const opened = key === undefined || details === null ? null : openBytes(key, details, `${id} details`);
  return {
    bytes: key === undefined ? null : openBytes(key, bytes, id),
    details:
      opened === null ? { problems: key === undefined ? null : problems } : (JSON.parse(opened.toString()) as Details),
  };
}

/** The same entry, sealed under another key; null where the key it is sealed under is gone. */
export function sealedAnew(
  row: SealedRow,
  from: Buffer | undefined,
  key: Buffer,
): { readonly bytes: Buffer; readonly details: Buffer } | null {
  const { bytes, details } = opening(row, from);
  return bytes === null ? null : sealedEntry(row.id, bytes, details, key);
}

/** What an entry says, sealed. */
export function sealedEntry(
  id: string,
  bytes: Buffer,
  details: Details,
  key: Buffer,
): { readonly bytes: Buffer; readonly details: Buffer } {
  return {
    bytes: sealBytes(key, bytes, id),
    details: sealBytes(key, Buffer.from(JSON.stringify(details)), `${id} details`),
  };
}

/** A note, sealed with the mark of the act it belongs to. */
export function sealedNote(entry: string, mark: string, note: string, key: Buffer): Buffer {
  return sealBytes(key, Buffer.from(note), `${entry} act ${mark}`);
}

/** A note, where it can be read still; before notes were sealed it stood there as it is. */
export function noteOf(
  entry: string,
  { note, details, mark, key_day }: Pick<ActRow, 'note' | 'details' | 'mark' | 'key_day'>,
  keys: ReadonlyMap<string, Buffer>,
): string | null {
  const key = key_day === null ? undefined : keys.get(key_day);
  if (details === null || key === undefined) return note;
  return openBytes(key, details, `${entry} act ${mark}`)?.toString() ?? null;
}
