import { importLock } from '#journey';
import { sql, type Asking } from '#kernel';

/** Those of some imports that a process is at, whichever it is: they are locked. */
export async function runningImports(rows: Asking['rows'], ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const running = await rows<{ id: string }>(sql`
    SELECT asked.id
    FROM unnest(${ids}::text[], ${ids.map(importLock)}::text[]) AS asked (id, name),
         LATERAL (SELECT hashtextextended(asked.name, 0) AS key) AS hashed
    JOIN pg_locks l ON l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (l.classid::bigint << 32) | l.objid::bigint = hashed.key`);
  return new Set(running.map(({ id }) => id));
}
