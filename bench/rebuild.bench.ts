import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Pool } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { PostgresEventLog, PostgresVault } from '#event-log';
import { laneOfEvent, LogTailFeed } from '#feed';
import { catalogue } from '#journey';
import { migrate } from '#platform';
import { models, ProjectionEngine, projectionMigrations } from '#projections';
import { benchServer, type BenchServer } from './harness.js';
import { benchIds, nodesOf, profilesOf, sealTouch, statedTouch, touchRequest } from './touches.js';

const PAGE = 2_000;

/** A log full of touches, and what rebuilds from it. */
export interface FilledLog {
  readonly url: string;
  readonly pool: Pool;
  readonly log: PostgresEventLog;
  readonly vault: PostgresVault;
  readonly engine: ProjectionEngine;
  close(): Promise<void>;
}

/** Fills a log with touches; the read models are not built yet. */
export async function fillLog(server: BenchServer, touches: number): Promise<FilledLog> {
  const url = await server.database();
  const log = await PostgresEventLog.open({ url });
  const vault = await PostgresVault.open({ url, masterKey: Buffer.alloc(32, 5) });
  await migrate(url, [projectionMigrations]);
  for (let n = 0; n < touches; n += PAGE) {
    const stated = Array.from({ length: Math.min(PAGE, touches - n) }, (_, i) => statedTouch(n + i, profilesOf(touches)));
    const keys = await vault.ensure([...new Set(stated.map((touch) => nodesOf(touch)[0]!))]);
    await log.appendAll(stated.map((touch) => touchRequest(sealTouch(touch, keys, benchIds))));
  }
  const pool = new Pool({ connectionString: url, max: 20 });
  const feed = new LogTailFeed(log);
  const engine = new ProjectionEngine({ pool, log, vault, feed, catalogue, models, laneOf: laneOfEvent });
  return {
    url,
    pool,
    log,
    vault,
    engine,
    close: async () => {
      await engine.stop();
      await feed.close();
      await pool.end();
      await vault.close();
      await log.close();
    },
  };
}

/** COPY out of all rows of the log, and COPY in of the tables named into copies without indexes. Seconds. */
async function copyLimit(pool: Pool, tables: readonly string[]): Promise<number> {
  const client = await pool.connect();
  try {
    let seconds = 0;
    const timed = async (work: () => Promise<unknown>): Promise<void> => {
      const start = performance.now();
      await work();
      seconds += (performance.now() - start) / 1_000;
    };
    await timed(() => pipeline(client.query(copyTo('copy (select position, recorded_at, type, envelope from log.events) to stdout')), new PassThrough().resume()));
    for (const table of tables) {
      const chunks: Buffer[] = [];
      const out = client.query(copyTo(`copy ${table} to stdout`));
      for await (const chunk of out) chunks.push(chunk as Buffer);
      await client.query(`create table bench_copy (like ${table})`);
      await timed(() => pipeline(chunks, client.query(copyFrom('copy bench_copy from stdin'))));
      await client.query('drop table bench_copy');
    }
    return seconds;
  } finally {
    client.release();
  }
}

async function timeRebuild(filled: FilledLog, names: readonly string[]): Promise<number> {
  const start = performance.now();
  await filled.engine.rebuild(names);
  return (performance.now() - start) / 1_000;
}

async function liveTables(pool: Pool, names: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ tables: string[] }>(`select tables from read.generation where state = 'live' and projection = any($1::text[])`, [names]);
  return rows.flatMap((row) => row.tables);
}

/**
 * Rebuilds the widest read model, and all of them together, from a log of touches.
 * Limit: COPY out of all rows of the log and COPY in of the same output.
 */
export async function rebuild(args: readonly string[]): Promise<Record<string, unknown>> {
  const touches = Number(args[0] ?? 1_000_000);
  const server = await benchServer();
  try {
    const filled = await fillLog(server, touches);
    const { position: events } = await filled.log.head();
    console.log(`${events} events recorded of ${touches} touches`);
    const all = filled.engine.definitions.map((d) => d.name);
    const allSeconds = await timeRebuild(filled, all);
    console.log(`all read models: ${allSeconds.toFixed(1)} s, ${Math.round(events / allSeconds)} events/s`);
    await server.settle();
    const widestSeconds = await timeRebuild(filled, ['contacts']);
    console.log(`contacts: ${widestSeconds.toFixed(1)} s, ${Math.round(events / widestSeconds)} events/s`);
    await server.settle();
    const limit = await copyLimit(filled.pool, await liveTables(filled.pool, ['contacts']));
    const allLimit = await copyLimit(filled.pool, await liveTables(filled.pool, all));
    await filled.close();
    return {
      bench: 'rebuild',
      value: Math.round(events / widestSeconds),
      limit: Math.round(events / limit),
      ratio: Number((limit / widestSeconds).toFixed(3)),
      unit: 'events/s',
      events,
      all: Math.round(events / allSeconds),
      allLimit: Math.round(events / allLimit),
      postgres: server.version,
    };
  } finally {
    await server.stop();
  }
}
