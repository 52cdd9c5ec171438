import { createPool } from '#platform';
import { benchServer, option, percentile, report, say } from './harness.js';
import { post, startApp, type RunningApp } from './running-app.js';
import { calls, measured } from './visible.js';

/**
 * From sending a touch over HTTP until the contacts show it: at a steady rate, and while history is imported. Visible is
 * what the read model `contacts`, its current rows included, has committed. Milliseconds; less is better: the ratio is
 * limit / value.
 */
const RATE = option('rate', 1_000);
const SECONDS = option('seconds', 30);
const IMPORTED = option('imported', 200_000);
const RATE_MEANWHILE = option('rate-meanwhile', 100);
const GOAL_MS = 100;

async function importHistory(app: RunningApp): Promise<void> {
  const size = 500;
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < IMPORTED) {
      const from = next;
      next += size;
      await post(app, '/v1/import', { batch: calls(from, Math.min(size, IMPORTED - from), 'imported') });
    }
  };
  await Promise.all([client(), client()]);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const server = await benchServer();
try {
  const url = await server.database();
  const app = await startApp(url);
  const pool = createPool({ url, name: 'benchmark', max: 1 });
  await measured(app, pool, RATE, 'warm', () => sleep(5_000));
  await server.settle();
  const steady = await measured(app, pool, RATE, 'steady', () => sleep(SECONDS * 1_000));
  const [p50, p99] = [percentile(steady, 0.5), percentile(steady, 0.99)];
  say(`${steady.length} requests at ${RATE} touches/s: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  const began = performance.now();
  const meanwhile = await measured(app, pool, RATE_MEANWHILE, 'meanwhile', () => importHistory(app));
  const importSeconds = (performance.now() - began) / 1_000;
  const [importP50, importP99] = [percentile(meanwhile, 0.5), percentile(meanwhile, 0.99)];
  say(
    `while ${IMPORTED} rows were imported in ${importSeconds.toFixed(0)} s: p50 ${importP50.toFixed(1)} ms, p99 ${importP99.toFixed(1)} ms`,
  );
  await pool.end();
  await app.stop();
  report({
    bench: 'freshness',
    value: p99,
    limit: GOAL_MS,
    ratio: GOAL_MS / p99,
    unit: 'ms',
    goal: 'p99 <= 100 ms; <= 1000 ms while importing',
    rate: RATE,
    p50,
    p99,
    worst: Math.max(...steady),
    imported: IMPORTED,
    importSeconds,
    rateWhileImporting: RATE_MEANWHILE,
    p50WhileImporting: importP50,
    p99WhileImporting: importP99,
    postgres: server.version,
  });
} finally {
  await server.stop();
}
