import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Pool } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { on, seconds } from './harness.js';

/** The tables of some live read models. */
export async function liveTables(pool: Pool, names: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ tables: string[] }>(
    `select tables from read.generation where state = 'live' and projection = any($1::text[])`,
    [names],
  );
  return rows.flatMap((row) => row.tables);
}

/** Seconds of the COPY out of the log and the COPY in of some tables' rows. */
export function copySeconds(url: string, tables: readonly string[]): Promise<number> {
  // a connection of its own: those of the engine's pool are pipelined, which COPY from a stream is not
  return on(url, async (client) => {
    let spent = await seconds(() =>
      pipeline(
        client.query(copyTo('copy (select position, recorded_at, type, envelope from log.events) to stdout')),
        new PassThrough().resume(),
      ),
    );
    for (const table of tables) {
      const chunks: Buffer[] = [];
      for await (const chunk of client.query(copyTo(`copy ${table} to stdout`))) chunks.push(chunk as Buffer);
      await client.query(`create table bench_copy (like ${table})`);
      spent += await seconds(() => pipeline(chunks, client.query(copyFrom('copy bench_copy from stdin'))));
      await client.query('drop table bench_copy');
    }
    return spent;
  });
}
