import { query, sql, type Envelope } from '#kernel';
import { addresses } from '../reading/import-streams.js';
import { sourceOfMapping } from '../reading/mapping-source.js';
import { continueAfter, paged, pageOf, pageSize } from '../reading/paging.js';

/** The newest version of a mapping. */
export interface ImportMappingLine {
  readonly id: string;
  readonly name: string;
  /** From 1 on. */
  readonly version: number;
  readonly source: string;
  readonly savedAt: string;
  /** The address of a person, or what else wrote it down. */
  readonly savedBy: string;
  /** YAML, to the letter. */
  readonly document: string;
}

interface Row {
  readonly mapping: string;
  readonly name: string;
  readonly version: number;
  readonly document: string;
  readonly position: string;
  readonly recorded_at: Date;
}

/** What the columns of files mean: the newest version of every mapping, the one that was saved last first. */
export const importMappings = query('import-mappings', {
  path: 'import-mappings',
  permission: 'imports.read',
  params: paged,
  reads: ['imports', 'staff'],
  answer: async (asking, { cursor, limit }) => {
    const size = pageSize(limit);
    const before = continueAfter('import-mappings', cursor, ['whole'])?.[0] ?? null;
    const rows = await asking.rows<Row>(sql`
      SELECT m.mapping::text, m.name, m.version::integer, m.document, m.position, m.recorded_at
      FROM read.imports_mapping m
      WHERE m.until IS NULL AND (${before}::bigint IS NULL OR m.position < ${before}::bigint)
        AND NOT EXISTS (
          SELECT FROM read.imports_mapping n WHERE n.mapping = m.mapping AND n.until IS NULL AND n.version > m.version
        )
      ORDER BY m.position DESC
      LIMIT ${size + 1}`);
    const { events } = await asking.events(rows.map(({ position }) => Number(position)));
    const actors = new Map(events.map(({ position, text }) => [position, (JSON.parse(text) as Envelope).actor]));
    const nameOf = await addresses(asking);
    return pageOf(
      'import-mappings',
      rows,
      size,
      ({ mapping, position, recorded_at: at, name, version, document }): ImportMappingLine => ({
        id: mapping,
        name,
        version,
        source: sourceOfMapping(document),
        savedAt: at.toISOString(),
        savedBy: nameOf(actors.get(Number(position))!),
        document,
      }),
      ({ position }) => [position],
    );
  },
});
