import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { FIGURES_SCHEMA, joinSql, KPI_COLUMNS, READER_ROLE, sql, type KpiDefinition, type Sql } from '#kernel';
import { chosen } from './question.js';
import { recordsSql } from './records.js';
import { raw } from './slices.js';

/** Stands for the moment somebody looks; any will do, for only its place in the SQL matters. */
const NOW = new Date(0);

/** SQL with its values written into it. The moment `NOW` becomes the moment of looking. */
function literally({ text, values }: Sql): string {
  return text.replaceAll(/\$(\d+)/g, (_, n: string) => literal(values[Number(n) - 1]));
}

function literal(value: unknown): string {
  if (value === NOW) return 'now()';
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return `ARRAY[${value.map(literal).join(', ')}]`;
  if (value instanceof Date) return literal(value.toISOString());
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return `'${String(value).replaceAll("'", "''")}'`;
  throw new Error('a value of this kind cannot stand in a view');
}

/** The name of a figure's view. */
export function recordViewName({ name }: KpiDefinition): string {
  return `kpi_${name.replaceAll('-', '_')}`;
}

/**
 * SQL of a figure's records as a view shows them: of now, whatever period, by the slices of their own date, with what
 * nobody chose being what it is unless chosen.
 */
function shownSql(kpi: KpiDefinition, zone: string): { readonly columns: readonly string[]; readonly query: string } {
  const at = sql`now()`;
  const slices = Object.entries(kpi.slices).map(([name, slice]) => ({ name, slice, current: false }));
  const records = recordsSql(
    kpi,
    {
      asOf: null,
      knownAt: null,
      zone,
      now: NOW,
      at,
      from: sql`'-infinity'::timestamptz`,
      to: at,
      asked: () => sql`true`,
      opening: sql`'-infinity'::timestamptz`,
      closing: at,
      parameter: chosen(kpi),
    },
    slices,
  );
  const amount = (name: string): boolean => kpi.amounts === true && (name === 'num' || name === 'den');
  const columns = [
    ['record', 'uuid', 'record'],
    ...Object.entries(KPI_COLUMNS).map(([name, type]) => [name, amount(name) ? 'numeric' : type, name]),
    ...slices.map(({ name }, i) => [`by_${name.replaceAll('-', '_')}`, 'text', `slice_${i}`]),
  ] as const;
  const shown = columns.map(([, type, column]) => raw(`r.${column}::${type}`));
  return {
    columns: columns.map(([name, type]) => `"${name}" ${type}`),
    query: literally(sql`SELECT ${joinSql(shown, ', ')} FROM (${records}) r`),
  };
}

/**
 * The statements that let analysts read a figure's records: a function that may read the read models, which they may
 * not, and a view of what it gives. The function's text is looked up when it runs, so rebuilding a read model never
 * waits for it.
 */
export function recordViewStatements(kpi: KpiDefinition, zone: string): readonly string[] {
  const name = `${FIGURES_SCHEMA}.${recordViewName(kpi)}`;
  const { columns, query } = shownSql(kpi, zone);
  return [
    `DROP VIEW IF EXISTS ${name}`,
    `DROP FUNCTION IF EXISTS ${name}()`,
    `CREATE FUNCTION ${name}() RETURNS TABLE (${columns.join(', ')})
     LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS ${dollars(query)}`,
    `REVOKE ALL ON FUNCTION ${name}() FROM PUBLIC`,
    `CREATE VIEW ${name} AS SELECT * FROM ${name}()`,
  ];
}

function dollars(query: string): string {
  if (query.includes('$records$')) throw new Error('the text of a figure would end its own quotes');
  return `$records$${query}$records$`;
}

/**
 * Makes the views of a catalogue's newest figures in the schema analysts read, those that say something else than
 * before anew, and drops those of figures there are not any more. Read models may be missing: the views then fail until
 * they are there.
 */
export async function makeRecordViews(pool: Pool, catalogue: readonly KpiDefinition[], zone: string): Promise<void> {
  const newest = catalogue.filter((kpi) => !catalogue.some((o) => o.name === kpi.name && o.version > kpi.version));
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SET LOCAL lock_timeout = '5s'`);
    // what a function reads need not be there yet
    await client.query('SET LOCAL check_function_bodies = off');
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', ['throughline figures']);
    const { rows } = await client.query<{ name: string; says: string | null; granted: boolean }>(
      `SELECT c.relname::text AS name, obj_description(c.oid, 'pg_class') AS says,
              coalesce((SELECT has_table_privilege(r.oid, c.oid, 'select') FROM pg_roles r WHERE r.rolname = $2), true) AS granted
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relkind = 'v' AND c.relname LIKE 'kpi\\_%'`,
      [FIGURES_SCHEMA, READER_ROLE],
    );
    const there = new Map(rows.map((row) => [row.name, row]));
    for (const kpi of newest) {
      const view = recordViewName(kpi);
      const statements = recordViewStatements(kpi, zone);
      const says = `${kpi.name} ${kpi.version}: ${createHash('sha256').update(statements.join(';')).digest('hex')}`;
      const known = there.get(view);
      there.delete(view);
      if (known?.says === says && known.granted) continue;
      for (const statement of statements) await client.query(statement);
      await client.query(`COMMENT ON VIEW ${FIGURES_SCHEMA}.${view} IS '${says}'`);
      await client.query(`DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = '${READER_ROLE}') THEN
          GRANT EXECUTE ON FUNCTION ${FIGURES_SCHEMA}.${view}() TO ${READER_ROLE};
          GRANT SELECT ON ${FIGURES_SCHEMA}.${view} TO ${READER_ROLE};
        END IF;
      END $$`);
    }
    for (const { name, says } of there.values()) {
      // a read model may be called so as well
      if (says === null) continue;
      await client.query(`DROP VIEW ${FIGURES_SCHEMA}.${client.escapeIdentifier(name)}`);
      await client.query(`DROP FUNCTION IF EXISTS ${FIGURES_SCHEMA}.${client.escapeIdentifier(name)}()`);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
