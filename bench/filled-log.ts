import type { Pool } from 'pg';
import { PostgresEventLog, PostgresVault } from '#event-log';
import { laneOfEvent, LogTailFeed } from '#feed';
import { catalogue } from '#journey';
import type { AppendRequest, ProjectionDefinition } from '#kernel';
import { createPool, migrate } from '#platform';
import { models, ProjectionEngine, projectionMigrations, type EngineListener } from '#projections';
import type { BenchServer } from './harness.js';
import { benchIds, nodesOf, profilesOf, sealTouch, statedTouch, touchRequest, type StatedTouch } from './touches.js';

const PAGE = 2_000;

/** An empty log of a database of its own, and what builds read models from it. */
export interface OpenLog {
  readonly url: string;
  readonly pool: Pool;
  readonly log: PostgresEventLog;
  readonly vault: PostgresVault;
  /** An engine of all read models, unless told which besides the identity map. */
  engine(options?: {
    readonly listener?: EngineListener;
    readonly models?: readonly ProjectionDefinition[];
  }): ProjectionEngine;
  /** What appends touches. */
  requests(touches: readonly StatedTouch[]): Promise<AppendRequest[]>;
  close(): Promise<void>;
}

/** A log full of touches, and what builds read models from it. */
export interface FilledLog extends Omit<OpenLog, 'engine'> {
  readonly engine: ProjectionEngine;
}

/** Opens a log of its own, or that of a database. */
export async function openLog(server: BenchServer, database?: string): Promise<OpenLog> {
  const url = database ?? (await server.database());
  const log = await PostgresEventLog.open({ url });
  const vault = await PostgresVault.open({ url, masterKey: Buffer.alloc(32, 5) });
  await migrate(url, [projectionMigrations]);
  const pool = createPool({ url, name: 'benchmark', max: 20, pipeline: true });
  const feed = new LogTailFeed(log);
  const engines: ProjectionEngine[] = [];
  return {
    url,
    pool,
    log,
    vault,
    engine: ({ listener = {}, models: of = models } = {}) => {
      const engine = new ProjectionEngine({
        pool,
        log,
        vault,
        feed,
        catalogue,
        models: of,
        laneOf: laneOfEvent,
        listener,
      });
      engines.push(engine);
      return engine;
    },
    requests: async (touches) => {
      const keys = await vault.ensure([...new Set(touches.map((touch) => nodesOf(touch)[0]!))]);
      return touches.map((touch) => touchRequest(sealTouch(touch, keys, benchIds)));
    },
    close: async () => {
      for (const engine of engines) await engine.stop();
      await feed.close();
      await pool.end();
      await vault.close();
      await log.close();
    },
  };
}

/** Fills a log with touches; the read models are not built yet. */
export async function fillLog(server: BenchServer, touches: number, listener: EngineListener = {}): Promise<FilledLog> {
  const opened = await openLog(server);
  await record(opened, touches);
  return { ...opened, engine: opened.engine({ listener }) };
}

/** Records so many touches in a log. */
export async function record({ log, requests }: Pick<OpenLog, 'log' | 'requests'>, touches: number): Promise<void> {
  for (let n = 0; n < touches; n += PAGE) {
    const some = Array.from({ length: Math.min(PAGE, touches - n) }, (_, i) => statedTouch(n + i, profilesOf(touches)));
    await log.appendAll(await requests(some));
  }
}
