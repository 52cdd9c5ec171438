import { Pool } from 'pg';
import { sql } from '#kernel';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { withRoom } from './with-room.js';

describe.each([true, false])('a statement with room for what it counts (pipelined connections: %s)', (pipeline) => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await testDatabase();
    pool = new Pool({ connectionString: database.url, max: 1, pipeline });
    // a connection that is lost is the subject of one of these
    pool.on('connect', (client) => client.on('error', () => undefined));
    pool.on('error', () => undefined);
  });
  afterAll(async () => {
    await pool.end();
    await database.close();
  });

  const setting = sql`SELECT current_setting('work_mem') AS room, current_setting('transaction_read_only') AS reads, ${7}::integer AS n`;

  it('has it for itself alone', async () => {
    const { rows: before } = await pool.query(setting.text, [...setting.values]);
    expect(await withRoom(pool, setting)).toEqual([{ room: '64MB', reads: 'on', n: 7 }]);
    expect((await pool.query(setting.text, [...setting.values])).rows).toEqual(before);
  });

  it('says what the server says of it, and leaves the connection to whoever is next', async () => {
    await expect(withRoom(pool, sql`SELECT 1 / 0`)).rejects.toThrow('division by zero');
    await expect(withRoom(pool, sql`CREATE TABLE kept ()`)).rejects.toThrow('read-only transaction');
    expect(await withRoom(pool, sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
    expect(pool.totalCount).toBe(1);
  });

  it('is asked by one process alone where several find no memory to share', async () => {
    await pool.query(`CREATE OR REPLACE FUNCTION short() RETURNS text LANGUAGE plpgsql AS $short$ BEGIN
      IF current_setting('max_parallel_workers_per_gather') <> '0' THEN
        RAISE 'could not resize shared memory segment: No space left on device' USING ERRCODE = '53100';
      END IF;
      RETURN current_setting('parallel_setup_cost');
    END $short$`);
    const { rows } = await pool.query<{ cost: string }>(`SELECT current_setting('parallel_setup_cost') AS cost`);
    expect(await withRoom(pool, sql`SELECT short() AS cost`)).toEqual(rows);
    await expect(withRoom(pool, sql`SELECT 1 / 0`)).rejects.toThrow('division by zero');
  });

  it('does not keep a connection that was lost on the way', async () => {
    await expect(withRoom(pool, sql`SELECT pg_terminate_backend(pg_backend_pid())`)).rejects.toThrow();
    expect(await withRoom(pool, sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });
});
