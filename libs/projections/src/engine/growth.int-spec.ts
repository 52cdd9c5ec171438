import { World } from '../../test/world.js';
import { Growth } from './growth.js';

/** Rows of this size: a few on a page. */
const WIDE = 1_000;
const ROWS_OF_MANY_PAGES = 400;

describe('statistics of young tables', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begun();
  });
  afterAll(() => world.close());

  /** An empty table that the server's own round leaves alone, and what watches it. */
  async function watched(table: string): Promise<Growth> {
    await world.pool.query(
      `create table ${table} (n integer, filling text) with (autovacuum_enabled = false);
       alter table ${table} alter filling set storage plain`,
    );
    return new Growth(world.pool, [table]);
  }

  const filling = `insert into %t select n, repeat('x', ${WIDE}) from generate_series(1, %n) n`;
  const fill = (table: string, rows: number): string => filling.replace('%t', table).replace('%n', String(rows));

  async function known(table: string): Promise<number> {
    const { rows } = await world.pool.query<{ rows: number }>(
      `select reltuples::integer as rows from pg_class where oid = $1::regclass`,
      [table],
    );
    return rows[0]!.rows;
  }

  async function look(growth: Growth, written: number): Promise<void> {
    growth.add(written);
    await growth.idle();
  }

  it('are not made of the first few rows, which would stand for all that follow', async () => {
    const growth = await watched('few');
    await world.pool.query(fill('few', 2));
    await look(growth, 1_000);
    expect(await known('few')).toBe(-1);
    await world.pool.query(fill('few', ROWS_OF_MANY_PAGES));
    await look(growth, 1_000);
    expect(await known('few')).toBe(ROWS_OF_MANY_PAGES + 2);
  });

  it('are made again where they were made while others were writing', async () => {
    const growth = await watched('beside');
    const writer = await world.pool.connect();
    try {
      await writer.query('begin');
      await writer.query(fill('beside', ROWS_OF_MANY_PAGES));
      await look(growth, 1_000);
      expect(await known('beside')).toBe(0);
      await writer.query('commit');
    } finally {
      writer.release();
    }
    await world.pool.query(fill('beside', 8));
    await look(growth, 2_000);
    expect(await known('beside')).toBe(ROWS_OF_MANY_PAGES + 8);
  });
});
