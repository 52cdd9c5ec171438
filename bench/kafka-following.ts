import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRelayRow } from '#feed';
import { createPool } from '#platform';
import { models, ReadModels } from '#projections';
import { openLog, record } from './filled-log.js';
import { say, type BenchServer } from './harness.js';
import { environment, startProgram, type RunningProgram } from './running-app.js';

const LOOK_MS = 50;

/** A log whose read models exist and have read nothing of it: a database to make copies of. */
export async function unreadLog(server: BenchServer, touches: number): Promise<{ url: string; events: number }> {
  const opened = await openLog(server);
  const engine = opened.engine();
  await engine.start();
  await engine.stop();
  await record(opened, touches);
  const { position } = await opened.log.head();
  await opened.close();
  return { url: opened.url, events: position };
}

/** How projectors follow. */
export interface Following {
  readonly projectors: number;
  /** Settings of Kafka; none: the log's tail. */
  readonly kafka: Readonly<Record<string, string>> | null;
}

/**
 * Events a second that projectors, each a program of its own, bring all read models forward by, from the first step that
 * is seen once all of them run, until nothing is left. On Kafka everything is in the topic before they start.
 */
export async function followed(server: BenchServer, unread: string, { projectors, kafka }: Following): Promise<number> {
  const url = await server.database(unread);
  const home = await mkdtemp(join(tmpdir(), 'throughline-bench-home-'));
  const pool = createPool({ url, name: 'benchmark', max: 2 });
  const running: RunningProgram[] = [];
  try {
    const env = environment(url, home, kafka ?? {});
    const { rows } = await pool.query<{ position: string }>('select max(position) as position from log.events');
    const head = Number(rows[0]!.position);
    if (kafka !== null) {
      running.push(await startProgram('relay', { ...env, THROUGHLINE_RELAY_FROM: 'start' }));
      await holds(async () => ((await readRelayRow(pool, kafka['THROUGHLINE_KAFKA_TOPIC']!))?.position ?? 0) >= head);
    }
    await server.settle();
    const started = Array.from({ length: projectors }, () => startProgram('projector', env));
    running.push(...(await Promise.all(started)));
    return await rate(new ReadModels(pool), head);
  } finally {
    await Promise.all(running.map((program) => program.stop()));
    await pool.end();
    await rm(home, { recursive: true, force: true });
  }
}

/** Counted by the read model that is furthest behind, from its first step on. */
async function rate(readModels: ReadModels, head: number): Promise<number> {
  const names = ['identity', ...models.map(({ name }) => name)];
  const behind = async (): Promise<number> =>
    Math.min(...[...(await readModels.positions(names)).values()].map(Number));
  let first = 0;
  await holds(async () => (first = await behind()) > 0);
  const since = performance.now();
  await holds(async () => (await behind()) >= head);
  const took = (performance.now() - since) / 1_000;
  say(`  ${head - first} events in ${took.toFixed(1)} s`);
  return (head - first) / took;
}

async function holds(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
