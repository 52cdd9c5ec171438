import { Pool } from 'pg';
import { PostgresEventLog, PostgresVault } from '#event-log';
import { laneOfEvent, LogTailFeed } from '#feed';
import { catalogue } from '#journey';
import { migrate } from '#platform';
import { models, ProjectionEngine, projectionMigrations, type EngineListener } from '#projections';
import type { BenchServer } from './harness.js';
import { benchIds, nodesOf, profilesOf, sealTouch, statedTouch, touchRequest } from './touches.js';

const PAGE = 2_000;

/** A log full of touches, and what builds read models from it. */
export interface FilledLog {
  readonly url: string;
  readonly pool: Pool;
  readonly log: PostgresEventLog;
  readonly vault: PostgresVault;
  readonly engine: ProjectionEngine;
  close(): Promise<void>;
}

/** Fills a log with touches; the read models are not built yet. */
export async function fillLog(server: BenchServer, touches: number, listener: EngineListener = {}): Promise<FilledLog> {
  const url = await server.database();
  const log = await PostgresEventLog.open({ url });
  const vault = await PostgresVault.open({ url, masterKey: Buffer.alloc(32, 5) });
  await migrate(url, [projectionMigrations]);
  for (let n = 0; n < touches; n += PAGE) {
    const stated = Array.from({ length: Math.min(PAGE, touches - n) }, (_, i) =>
      statedTouch(n + i, profilesOf(touches)),
    );
    const keys = await vault.ensure([...new Set(stated.map((touch) => nodesOf(touch)[0]!))]);
    await log.appendAll(stated.map((touch) => touchRequest(sealTouch(touch, keys, benchIds))));
  }
  const pool = new Pool({ connectionString: url, max: 20, pipeline: true });
  // the server ends before its connections where a benchmark fails: what failed is said, not that
  pool.on('error', () => undefined);
  const feed = new LogTailFeed(log);
  const engine = new ProjectionEngine({ pool, log, vault, feed, catalogue, models, laneOf: laneOfEvent, listener });
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
