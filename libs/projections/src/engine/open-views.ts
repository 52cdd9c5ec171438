import type { Pool, PoolClient } from 'pg';
import { FIGURES_SCHEMA, READER_ROLE, viewName, type ProjectionDefinition } from '#kernel';
import { openColumns } from './open-columns.js';
import { identifier, tableName, type Generation } from './tables.js';

/** The view of a table that analysts read: `figures.{model}_{table}`. */
function openName(definition: ProjectionDefinition, table: string): string {
  return `${FIGURES_SCHEMA}.${viewName(definition.name, table)}`;
}

/**
 * Lets analysts see a generation: a view per table, made anew, with the columns that are not personal. A generation of
 * another definition, which was rolled back to, shows those of them it has.
 */
export async function openViews(
  client: PoolClient,
  definition: ProjectionDefinition,
  generation: number,
): Promise<void> {
  const columns = openColumns(definition);
  const tables = Object.keys(columns);
  const { rows } = await client.query<{ table: string; names: string[] }>(
    `select t.view as table, array_agg(a.attname::text order by a.attnum) as names
     from unnest($1::text[], $2::text[]) as t (view, name)
     join pg_attribute a on a.attrelid = to_regclass(t.name) and a.attnum > 0 and not a.attisdropped
     group by t.view`,
    [tables, tables.map((table) => tableName(definition.name, table, generation))],
  );
  const views = rows.map(({ table }) => openName(definition, table));
  const statements = rows.flatMap(({ table, names }, i) => {
    const shown = names.filter((name) => columns[table]!.includes(name)).map(identifier);
    return [
      `drop view if exists ${views[i]!}`,
      `create view ${views[i]!} as select ${shown.join(', ')} from ${tableName(definition.name, table, generation)}`,
    ];
  });
  // in one message: everybody else waits for the swap
  await client.query([...statements, granting(`select on ${views.join(', ')}`)].join(';\n'));
}

/** SQL that grants the readers' role something, where there is such a role. */
function granting(what: string): string {
  return `do $$ begin
    if exists (select from pg_roles where rolname = '${READER_ROLE}') then
      grant ${what} to ${READER_ROLE};
    end if;
  end $$`;
}

/** Each by itself: what the database user may not do, the others do without. */
function makingTheRole(role: string): readonly string[] {
  return [
    `create role ${role} nologin`,
    `grant usage on schema ${FIGURES_SCHEMA} to ${role}`,
    // whoever makes a role may not act as it yet; a superuser may
    `grant ${role} to current_user`,
  ];
}
const MAY_BE_REFUSED = new Set([
  '42710', // it is there
  '23505', // another process has just made it
  '42501', // this user may not
  '42704', // there is none
  '0LP01', // this user may not
]);

/**
 * Makes the readers' role where it is not there and this database user may, and the views of what is live where they
 * are missing or not granted. Answers whether there is a role.
 */
export async function openReading(pool: Pool, live: readonly Generation[], reader = READER_ROLE): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', ['throughline figures']);
    for (const statement of await notYet(client, reader)) {
      await client.query('savepoint making');
      try {
        await client.query(statement);
      } catch (error) {
        if (!MAY_BE_REFUSED.has((error as { code?: string }).code ?? '')) throw error;
        await client.query('rollback to savepoint making');
      }
    }
    for (const { definition, number } of live)
      if (await lacks(client, definition)) await openViews(client, definition, number);
    const role = await client.query(`select from pg_roles where rolname = $1`, [reader]);
    await client.query('commit');
    return role.rowCount === 1;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** What is not made of the role yet. */
async function notYet(client: PoolClient, reader: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ there: boolean; superuser: boolean }>(
    `select exists (select from pg_roles where rolname = $1) as there,
            (select rolsuper from pg_roles where rolname = current_user) as superuser`,
    [reader],
  );
  const { there, superuser } = rows[0]!;
  return makingTheRole(reader).filter((_, i) => (i > 0 || !there) && (i < 2 || !superuser));
}

/** Whether views of a read model are missing, or the role may not read them. */
async function lacks(client: PoolClient, definition: ProjectionDefinition): Promise<boolean> {
  const views = Object.keys(openColumns(definition)).map((table) => openName(definition, table));
  const { rowCount } = await client.query(
    `select from unnest($1::text[]) as t (view)
     where to_regclass(t.view) is null
        or exists (
          select from pg_roles r where r.rolname = $2 and not has_table_privilege(r.oid, to_regclass(t.view), 'select')
        )`,
    [views, READER_ROLE],
  );
  return rowCount !== 0;
}

/**
 * Ends the connections of analysts that hold on to what a swap replaces: a question of theirs, or a transaction left
 * open, would keep everybody from the new generation. Where this database user may not, they are waited for.
 */
export async function endReaders(pool: Pool): Promise<void> {
  await pool
    .query(
      `select pg_terminate_backend(a.pid)
       from pg_stat_activity a
       join pg_roles r on r.rolname = $1
       where a.datname = current_database() and a.usename <> current_user and a.pid <> pg_backend_pid()
         and not (select rolsuper from pg_roles where oid = a.usesysid) and pg_has_role(a.usesysid, r.oid, 'member')
         and exists (
           select from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
           where l.pid = a.pid and l.granted and c.relkind = 'v' and n.nspname in ('read', $2)
         )`,
      [READER_ROLE, FIGURES_SCHEMA],
    )
    .catch((error: unknown) => {
      if ((error as { code?: string }).code !== '42501') throw error;
    });
}
