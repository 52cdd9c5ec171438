import { FIGURES_SCHEMA, joinSql, sql, type KpiReading, type OpenTable, type Sql } from '#kernel';
import { believed, mapped } from '../../../reading/contact.js';
import { validAt } from '../../../reading/moments.js';
import { raw, viewOf } from '../slices.js';
import type { Expression } from './expression.js';

/** What the records of a definition are made of: columns by name, and expressions by the column they become. */
export interface RecordParts {
  /** `projection.table`. */
  readonly over: string;
  readonly table: OpenTable;
  readonly record: string;
  /** The column of the moment, and of how exactly it is known. */
  readonly placed: readonly [string, string | null] | undefined;
  readonly event: string | undefined;
  readonly nodes: readonly { readonly node: string; readonly column: string }[];
  readonly where: Expression | undefined;
  readonly given: readonly (readonly [string, Expression])[];
  readonly own: readonly (readonly [string, Expression])[];
  /** Columns that slices look up states by. */
  readonly needed: ReadonlySet<string>;
}

/** SQL of the records of a definition of the workspace: over views without personal fields alone. */
export function workspaceRecords(reading: KpiReading, of: RecordParts): Sql {
  const { over, table, record, placed, event, nodes, where, given, own, needed } = of;
  const column = (name: string): Sql => raw(`f."${name}"`);
  const there = table.kind === 'facts' ? believed(reading, 'r') : validAt(reading, 'r', reading.at);
  const found = (name: string, node: string): Sql => sql`coalesce(${raw(`of_${name}`)}.component, ${column(node)})`;
  const counted = nodes.find((each) => each.column === record);
  const columns = [
    sql`${counted === undefined ? column(record) : found(counted.node, record)} AS record`,
    ...(placed === undefined
      ? []
      : [
          sql`${column(placed[0])} AS placed`,
          sql`${placed[1] === null ? sql`'instant'::text` : column(placed[1])} AS placed_precision`,
        ]),
    ...(event === undefined ? [] : [sql`${column(event)} AS event_id`]),
    ...nodes.map(({ node, column: of_ }) => sql`${found(node, of_)} AS ${raw(node)}`),
    ...given.map(([name, says]) => sql`${says(reading)} AS ${raw(name)}`),
    ...own.map(([name, says]) => sql`${says(reading)} AS ${raw(name)}`),
    ...[...needed].map((name) => sql`${column(name)} AS ${raw(`column_${name}`)}`),
  ];
  const joins = nodes.map(
    ({ node, column: of_ }) => sql`
      LEFT JOIN LATERAL (
        SELECT map.contact AS component FROM ${raw(FIGURES_SCHEMA)}.identity_map map
        WHERE map.node = ${column(of_)} AND ${mapped(reading, 'map')}
      ) ${raw(`of_${node}`)} ON true`,
  );
  return sql`
    SELECT ${joinSql(columns, ', ')}
    FROM (SELECT r.* FROM ${viewOf(over, { restricted: true })} r WHERE ${there}) f ${joinSql(joins, ' ')}
    ${where === undefined ? sql`` : sql`WHERE ${where(reading)}`}`;
}

/** SQL that has the server say whether an expression over a table is of a type: it gives no row. */
export function typedSql(over: string, says: Expression, type: string, reading: KpiReading): Sql {
  return sql`SELECT (${says(reading)})::${raw(type)} AS given FROM ${viewOf(over, { restricted: true })} f WHERE false`;
}
