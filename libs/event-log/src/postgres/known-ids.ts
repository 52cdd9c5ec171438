import type { Client, Pool } from 'pg';
import type { EventId, Position } from '#kernel';
import type { BinaryArrays } from './binary-arrays.js';
import { raw } from './connection.js';
import { ID_PARTS } from './migrations.js';

/** An id that is in the log. */
export interface StoredId {
  readonly id: EventId;
  readonly position: Position;
  readonly fingerprint: string;
}

/** Every part is asked for its own ids: through the parent each id would be looked for in all of them. */
const KNOWN_IDS = Array.from(
  { length: ID_PARTS },
  (_, part) =>
    `select id, position, fingerprint from log.ids_${part.toString(16)} where id = any($${part + 1}::uuid[])`,
).join(' union all ');

/** Those of the ids that are in the log. */
export async function readIds(
  client: Client | Pool,
  ids: readonly string[],
  arrays: BinaryArrays,
): Promise<StoredId[]> {
  const parts: string[][] = Array.from({ length: ID_PARTS }, () => []);
  for (const id of ids) parts[parseInt(id.charAt(0), 16)]!.push(id);
  const rows = await raw(
    client,
    'ids',
    KNOWN_IDS,
    parts.map((part) => arrays.uuids(part)),
  );
  return rows.map(([id, position, fingerprint]) => ({
    id: id as EventId,
    position: Number(position),
    fingerprint: fingerprint!,
  }));
}
