import type { Pool } from 'pg';
import type { Columns, ProjectionDefinition } from '#kernel';
import { JUDGEMENTS } from '../identity/identity-model.js';
import { columnNames, IDENTITY, identifier, tableName } from './tables.js';

/**
 * What two read models are compared by.
 * - `now`: what is believed now, without positions, belief bounds, or the records of linking and taking back. Of what is
 *   sealed, only that it is there: its bytes are others in each log, whatever they say.
 * - `all`: every row.
 */
export type DigestKind = 'now' | 'all';

/** A table's digest: how many rows, and an order-independent sum of 128 bits of hash per row, in hex. */
export interface TableDigest {
  readonly table: string;
  readonly rows: number;
  readonly hash: string;
}

interface Content {
  readonly table: string;
  readonly columns: readonly string[];
  readonly where: string;
}

function contents(definition: ProjectionDefinition, kind: DigestKind): Content[] {
  const now = kind === 'now';
  const all: Content[] = [];
  for (const [table, { columns }] of Object.entries(definition.facts)) {
    if (now && definition.name === IDENTITY && table === JUDGEMENTS) continue;
    const own = ['event_id', 'n', 'occurred_at', 'precision', ...(now ? sayings(columns) : columnNames(columns))];
    all.push({
      table,
      columns: now ? own : ['position', 'until', 'recorded_at', 'import', ...own],
      where: now ? 'until is null' : 'true',
    });
  }
  for (const [table, { per, values }] of Object.entries(definition.sums))
    all.push({ table, columns: [...per.map(identifier), 'n', ...Object.keys(values).map(identifier)], where: 'true' });
  for (const [table, { per, columns }] of Object.entries(definition.states)) {
    const own = [...per.map(identifier), ...columnNames(columns), 'valid_from', 'valid_to'];
    all.push({
      table,
      columns: now ? own : [...own, 'believed_from', 'believed_until'],
      where: now ? 'believed_until is null' : 'true',
    });
  }
  for (const [table, { per, columns }] of Object.entries(definition.current))
    all.push({ table, columns: [identifier(per), ...columnNames(columns)], where: 'true' });
  for (const [table, { per, values }] of Object.entries(definition.totals))
    all.push({ table, columns: [identifier(per), 'n', ...Object.keys(values).map(identifier)], where: 'true' });
  if (definition.name === IDENTITY) {
    all.push({
      table: 'node',
      columns: ['node', 'kind', 'namespace', 'value', ...(now ? [] : ['position', 'ordinal'])],
      where: 'position is not null',
    });
    all.push({ table: 'edge', columns: ['a', 'b', ...(now ? [] : ['position'])], where: 'true' });
    all.push({
      table: 'map',
      columns: ['node', 'contact', ...(now ? [] : ['from_position', 'until_position'])],
      where: now ? 'until_position is null' : 'true',
    });
    all.push({
      table: 'membership',
      columns: ['node', 'company', ...(now ? [] : ['position', 'from_position', 'until_position'])],
      where: now ? 'until_position is null' : 'true',
    });
  }
  return all;
}

/** What columns say, apart from how it is sealed. */
function sayings(columns: Columns): string[] {
  return Object.entries(columns).map(([name, column]) =>
    'sealed' in column ? `${identifier(name)} is null` : identifier(name),
  );
}

/** Digests every table of a generation; the same content gives the same digests in whatever order it was written. */
export async function digest(
  pool: Pool,
  definition: ProjectionDefinition,
  generation: number,
  kind: DigestKind,
): Promise<TableDigest[]> {
  const digests: TableDigest[] = [];
  for (const { table, columns, where } of contents(definition, kind)) {
    const { rows } = await pool.query<{ rows: string; a: string; b: string }>(
      `select count(*) as rows, coalesce(sum(hashtextextended(t.row, 1)::numeric), 0) as a, coalesce(sum(hashtextextended(t.row, 2)::numeric), 0) as b
       from (select row(${columns.join(', ')})::text as row from ${tableName(definition.name, table, generation)} where ${where}) t`,
    );
    const { rows: count, a, b } = rows[0]!;
    const hex = (n: string): string => BigInt.asUintN(64, BigInt(n)).toString(16).padStart(16, '0');
    digests.push({ table, rows: Number(count), hash: hex(a) + hex(b) });
  }
  return digests;
}

/** Whether two digests say the same; the names of the tables that differ. */
export function differing(a: readonly TableDigest[], b: readonly TableDigest[]): string[] {
  const other = new Map(b.map((digest) => [digest.table, digest]));
  return a
    .filter((digest) => other.get(digest.table)?.hash !== digest.hash || other.get(digest.table)?.rows !== digest.rows)
    .map((digest) => digest.table);
}
