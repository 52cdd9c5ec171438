import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { eventLogMigrations } from '#event-log';
import { READER_ROLE, viewName } from '#kernel';
import { migrate } from '#platform';
import { World } from '../../test/world.js';
import { models } from '../models/index.js';
import { openReading } from './open-views.js';
import type { ProjectionEngine } from './projection-engine.js';

const ann = { user: 'ann', email: 'ann@example.com' };

describe('what analysts read', () => {
  let world: World;
  let engine: ProjectionEngine;
  const analyst = `analyst_${randomBytes(4).toString('hex')}`;
  let ana: Client;

  const analysts = async (): Promise<Client> => {
    const address = Object.assign(new URL(world.url), { username: analyst, password: 'secret' });
    const client = new Client({ connectionString: address.href });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };

  beforeAll(async () => {
    world = await World.make();
    await migrate(world.url, eventLogMigrations);
    await world.append(
      await world.describe(ann, '2026-03-01T10:00:00.000Z', { name: 'Ann Archer' }),
      await world.touch(ann, '2026-03-02T10:00:00.000Z', { campaign: 'spring' }),
    );
    engine = world.engine();
    await engine.start();
    await engine.drained();
    await world.pool.query(`create role ${analyst} login password 'secret'`);
    await world.pool.query(`grant ${READER_ROLE} to ${analyst}`);
    ana = await analysts();
  });
  afterAll(async () => {
    await ana.end();
    await world.pool.query(`drop role ${analyst}`);
    await world.close();
  });

  it('is every table of every read model, without a personal or withheld column', async () => {
    const { rows } = await world.pool.query<{ view: string; columns: string[] }>(
      `select table_name::text as view, array_agg(column_name::text order by ordinal_position) as columns
       from information_schema.columns where table_schema = 'figures' group by table_name`,
    );
    const shown = new Map(rows.map(({ view, columns }) => [view, columns]));
    for (const { name, facts, states, current, sums, totals } of models) {
      for (const table of Object.keys({ ...facts, ...states, ...current, ...sums, ...totals }))
        expect([name, table, shown.has(viewName(name, table))]).toEqual([name, table, true]);
      for (const [table, { columns }] of Object.entries({ ...facts, ...states, ...current }))
        for (const [column, { personal, withheld }] of Object.entries(columns))
          expect([table, column, shown.get(viewName(name, table))!.includes(column)]).toEqual([
            table,
            column,
            personal === undefined && withheld !== true,
          ]);
    }
    expect(shown.get('identity_node')).toEqual(['node', 'kind', 'namespace', 'position', 'ordinal']);
    expect(shown.get('staff_key_said')).not.toContain('hash');
  });

  it('says whose it is and when, not who that is', async () => {
    const contact = await world.contactOf(ann);
    const { rows } = await ana.query<object>('select * from figures.contacts_contact');
    expect(rows).toEqual([expect.objectContaining({ contact })]);
    expect(JSON.stringify(rows)).not.toMatch(/archer|ann@/i);
  });

  it('is all that the role may read: no read model, no log, no vault; and it may write nothing', async () => {
    const { rows } = await world.pool.query<{ schema: string; readable: number; writable: number; tables: number }>(
      `select n.nspname::text as schema, count(*)::int as tables,
              count(*) filter (where has_table_privilege('${READER_ROLE}', c.oid, 'select') or has_any_column_privilege('${READER_ROLE}', c.oid, 'select'))::int as readable,
              count(*) filter (where has_table_privilege('${READER_ROLE}', c.oid, 'insert, update, delete, truncate'))::int as writable
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'v', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
       group by n.nspname order by n.nspname`,
    );
    const of = Object.fromEntries(rows.map(({ schema, ...counts }) => [schema, counts]));
    expect(Object.keys(of)).toEqual(expect.arrayContaining(['figures', 'log', 'read', 'throughline_meta', 'vault']));
    for (const [schema, { tables, readable, writable }] of Object.entries(of))
      expect([schema, readable, writable]).toEqual([schema, schema === 'figures' ? tables : 0, 0]);
    for (const table of ['read.contacts_contact', 'log.event', 'vault.data_key', 'throughline_meta.fact'])
      await expect(ana.query(`select * from ${table}`)).rejects.toMatchObject({ code: '42501' });
  });

  it('is the new generation after a swap, whoever still reads the old one', async () => {
    await ana.query('begin');
    await ana.query('select * from figures.contacts_touch');
    await engine.rebuild(['contacts']);
    await expect(ana.query('select 1')).rejects.toThrow();
    ana = await analysts();
    const generation = (await engine.store.live('contacts'))!.generation;
    expect(generation).toBe(2);
    expect((await ana.query('select from figures.contacts_touch')).rowCount).toBe(1);
    const { rows } = await world.pool.query<{ says: string }>(
      `select pg_get_viewdef('figures.contacts_touch'::regclass) as says`,
    );
    expect(rows[0]!.says).toContain(`contacts_touch__${generation}`);
  });

  it('is made for what was live before there was such a schema, and granted', async () => {
    await world.stop(engine);
    await world.pool.query('drop schema figures cascade; create schema figures');
    engine = world.engine();
    await engine.start();
    expect((await ana.query('select from figures.contacts_touch')).rowCount).toBe(1);
  });
});

describe('where the database user may make no role', () => {
  it('the views are there all the same, and it is known that there is none', async () => {
    const world = await World.make();
    const owner = `owner_${randomBytes(4).toString('hex')}`;
    try {
      await world.pool.query(
        `create role ${owner} login password 'secret';
         grant all on schema read, figures to ${owner}; grant all on all tables in schema read to ${owner};
         grant all on all sequences in schema read to ${owner};`,
      );
      const address = Object.assign(new URL(world.url), { username: owner, password: 'secret' });
      const small = World.over(address.href);
      await small.engine().start();
      expect((await small.pool.query('select from figures.contacts_touch')).rowCount).toBe(0);
      expect(await openReading(small.pool, [], `nobody_${owner}`)).toBe(false);
      await small.close();
    } finally {
      await world.pool.query(`drop owned by ${owner}; drop role ${owner}`);
      await world.close();
    }
  });
});
