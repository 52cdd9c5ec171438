import type { EventId, Position } from '#kernel';
import type { BinaryArrays } from './binary-arrays.js';
import type { RawRow, Statement } from './connection.js';
import { ID_PARTS, idPart } from './migrations.js';

/** An id that is in the log. */
export interface StoredId {
  readonly id: EventId;
  readonly position: Position;
  readonly fingerprint: string;
}

/**
 * Finds ids; `$1` to `$4` are those of each part. Every part is asked for its own: through the parent each id would
 * be looked for in all of them.
 */
export const KNOWN_IDS: Statement = {
  name: 'ids',
  text: Array.from(
    { length: ID_PARTS },
    (_, part) => `select id, position, fingerprint from log.ids_${part} where id = any($${part + 1}::uuid[])`,
  ).join(' union all '),
};

/** The parameters of `KNOWN_IDS`. */
export function idParameters(ids: readonly string[], arrays: BinaryArrays): Buffer[] {
  const parts: string[][] = Array.from({ length: ID_PARTS }, () => []);
  for (const id of ids) parts[idPart(id)]!.push(id);
  return parts.map((part) => arrays.uuids(part));
}

/** The rows of `KNOWN_IDS`. */
export function storedIds(rows: readonly RawRow[]): StoredId[] {
  return rows.map(([id, position, fingerprint]) => ({
    id: id as EventId,
    position: Number(position),
    fingerprint: fingerprint!,
  }));
}
