import { query, sql, type Envelope } from '#kernel';
import { iso } from '../reading/moments.js';
import { continueAfter, paged, pageOf, pageSize } from '../reading/paging.js';

/** A file that was brought in. Counts are null until all of its rows were read. */
export interface ImportItem {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly file: string;
  readonly bytes: number;
  readonly mapping: string | null;
  readonly mappingVersion: number;
  /** `started` is under way, or was interrupted. */
  readonly state: 'started' | 'finished' | 'undone';
  readonly startedAt: string | null;
  /** The address of a person, or what else started it. */
  readonly startedBy: string;
  readonly finishedAt: string | null;
  readonly rows: number | null;
  readonly leftOut: number | null;
  readonly refused: number | null;
  readonly recorded: number | null;
  readonly repeated: number | null;
  readonly undoneAt: string | null;
  readonly undoneBecause: string | null;
}

interface Row {
  readonly import_id: string;
  readonly position: string;
  readonly name: string;
  readonly source: string;
  readonly file: string;
  readonly bytes: string;
  readonly mapping: string | null;
  readonly mapping_version: number;
  readonly started_at: Date;
  readonly started_by: string;
  readonly finished_at: Date | null;
  readonly rows: string | null;
  readonly left_out: string | null;
  readonly refused: string | null;
  readonly recorded: string | null;
  readonly repeated: string | null;
  readonly undone_position: string | null;
}

const count = (value: string | null): number | null => (value === null ? null : Number(value));

/** Every import, the newest first. */
export const importsList = query('imports', {
  path: 'imports',
  permission: 'imports.read',
  params: paged,
  reads: ['imports', 'staff'],
  answer: async (asking, { cursor, limit }) => {
    const size = pageSize(limit);
    const before = continueAfter('imports', cursor, ['whole'])?.[0] ?? null;
    const rows = await asking.rows<Row>(sql`
      SELECT s.import_id, s.position, s.name, s.source, s.file, s.bytes, s.mapping, s.mapping_version,
             s.recorded_at AS started_at, coalesce(by.email, s.actor) AS started_by,
             f.recorded_at AS finished_at, f.rows, f.left_out, f.refused, f.recorded, f.repeated,
             (SELECT min(t.position) FROM log.taken_back t WHERE t.undone_import = s.import_id::text) AS undone_position
      FROM read.imports_started s
      LEFT JOIN read.imports_finished f ON f.import_id = s.import_id AND f.until IS NULL
      LEFT JOIN read.staff_person by
        ON by.person::text = s.actor AND by.believed_until IS NULL AND by.valid_to IS NULL
      WHERE s.until IS NULL AND (${before}::bigint IS NULL OR s.position < ${before}::bigint)
      ORDER BY s.position DESC
      LIMIT ${size + 1}`);
    const positions = rows.flatMap(({ undone_position: at }) => (at === null ? [] : [Number(at)]));
    const undone = new Map((await asking.events(positions)).events.map((event) => [event.position, event]));
    return pageOf(
      'imports',
      rows,
      size,
      (row): ImportItem => {
        const taking = row.undone_position === null ? undefined : undone.get(Number(row.undone_position));
        const { reason } =
          taking === undefined ? {} : ((JSON.parse(taking.text) as Envelope).payload as { reason?: string });
        return {
          id: row.import_id,
          name: row.name,
          source: row.source,
          file: row.file,
          bytes: Number(row.bytes),
          mapping: row.mapping,
          mappingVersion: row.mapping_version,
          state: row.undone_position !== null ? 'undone' : row.finished_at !== null ? 'finished' : 'started',
          startedAt: iso(row.started_at),
          startedBy: row.started_by,
          finishedAt: iso(row.finished_at),
          rows: count(row.rows),
          leftOut: count(row.left_out),
          refused: count(row.refused),
          recorded: count(row.recorded),
          repeated: count(row.repeated),
          undoneAt: taking === undefined ? null : new Date(taking.recordedAt).toISOString(),
          undoneBecause: reason ?? null,
        };
      },
      (row) => [row.position],
    );
  },
});
