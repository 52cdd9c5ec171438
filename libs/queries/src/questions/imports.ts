import { query, sql } from '#kernel';
import { toldImports } from '../reading/import-streams.js';
import { continueAfter, paged, pageOf, pageSize } from '../reading/paging.js';

/** Every import, the newest first. */
export const importsList = query('imports', {
  path: 'imports',
  permission: 'imports.read',
  params: paged,
  reads: ['imports', 'staff'],
  answer: async (asking, { cursor, limit }) => {
    const size = pageSize(limit);
    const before = continueAfter('imports', cursor, ['whole'])?.[0] ?? null;
    const rows = await asking.rows<{ id: string; position: string }>(sql`
      SELECT s.import_id::text AS id, s.position
      FROM read.imports_started s
      WHERE s.until IS NULL AND (${before}::bigint IS NULL OR s.position < ${before}::bigint)
      ORDER BY s.position DESC
      LIMIT ${size + 1}`);
    const told = new Map(
      (
        await toldImports(
          asking,
          rows.map(({ id }) => id),
        )
      ).map(({ item }) => [item.id, item]),
    );
    return pageOf(
      'imports',
      rows,
      size,
      ({ id }) => told.get(id)!,
      ({ position }) => [position],
    );
  },
});
