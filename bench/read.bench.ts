import { PostgresEventLog, PostgresVault } from '#event-log';
import { laneOfEvent, LogTailFeed } from '#feed';
import { catalogue } from '#journey';
import { createPool, migrate } from '#platform';
import { models, ProjectionEngine, projectionMigrations } from '#projections';
import { benchServer, median, option, percentile, report, say } from './harness.js';
import { segmentCall } from './intake-api.js';
import { ask, BENCH_SECRETS, everySo, post, startApp, type RunningApp } from './running-app.js';
import { benchIds, nodesOf, profilesOf, sealTouch, statedTouch, touchRequest, type StatedTouch } from './touches.js';

/**
 * A contact's page (the record and the first page of the journey, asked for at the same time, over HTTP) while touches
 * come in: with ever more events in the log, and for contacts of ever more touches. Milliseconds; less is better: the
 * ratio is limit / value. `--sizes=100000,1000000` measures smaller logs.
 */
const SIZES = sizes() ?? [100_000, 1_000_000, 10_000_000];
const PAGES = option('pages', 1_000);
const RATE = option('rate', 500);
const TOUCHES_OF_ONE = [10, 100, 1_000, 10_000, 100_000];
const TOGETHER = 10;
const PAGE = 2_000;
const GOAL_MS = 10;

function sizes(): number[] | null {
  const given = process.argv.find((argument) => argument.startsWith('--sizes='));
  return given === undefined ? null : given.slice('--sizes='.length).split(',').map(Number);
}

/** A touch of somebody who has many. */
function touchOf(person: number, n: number): StatedTouch {
  const touch = statedTouch(n, 1);
  return {
    ...touch,
    messageId: `of-${person}-${n}`,
    identifiers: [
      { kind: 'user', value: `much-${person}` },
      { kind: 'email', value: `much.${person}@company.example` },
    ],
  };
}

function* range(from: number, to: number, make: (n: number) => StatedTouch): Generator<StatedTouch> {
  for (let n = from; n < to; n++) yield make(n);
}

/** The touches from one size of the log to the next; those of the contacts that have many come first of all. */
function* touchesOf(filled: number, size: number, people: number): Generator<StatedTouch> {
  if (filled === 0) for (const count of TOUCHES_OF_ONE) yield* range(0, count, (n) => touchOf(count, n));
  yield* range(filled, size, (n) => statedTouch(n, people));
}

/** Appends touches and builds the read models anew: much faster than following. */
async function fill(url: string, touches: Iterable<StatedTouch>): Promise<void> {
  const log = await PostgresEventLog.open({ url });
  const vault = await PostgresVault.open({ url, masterKey: BENCH_SECRETS.masterKey });
  await migrate(url, [projectionMigrations]);
  let page: StatedTouch[] = [];
  const record = async (): Promise<void> => {
    const keys = await vault.ensure([...new Set(page.map((touch) => nodesOf(touch)[0]!))]);
    await log.appendAll(page.map((touch) => touchRequest(sealTouch(touch, keys, benchIds))));
    page = [];
  };
  for (const touch of touches) {
    page.push(touch);
    if (page.length === PAGE) await record();
  }
  await record();
  const pool = createPool({ url, name: 'benchmark', max: 20, pipeline: true });
  const feed = new LogTailFeed(log);
  const engine = new ProjectionEngine({ pool, log, vault, feed, catalogue, models, laneOf: laneOfEvent });
  await engine.rebuild(engine.definitions.map((definition) => definition.name));
  await engine.stop();
  await pool.query('vacuum analyze');
  await feed.close();
  await pool.end();
  await vault.close();
  await log.close();
}

/** Milliseconds of each page of these contacts, one after the other, while touches come in. */
async function readPages(app: RunningApp, contacts: readonly string[], round: string): Promise<number[]> {
  const ingesting = everySo(RATE / TOGETHER, async (number) => {
    const batch = Array.from({ length: TOGETHER }, (_, i) =>
      segmentCall(statedTouch(number * TOGETHER + i, 10_000), round),
    );
    await post(app, '/v1/batch', { batch });
  });
  const waits: number[] = [];
  for (let i = 0; i < PAGES + 50; i++) {
    const contact = contacts[i % contacts.length]!;
    const began = performance.now();
    const answers = await Promise.all([
      ask(app, 'GET', `/api/contacts/${contact}`),
      ask(app, 'GET', `/api/contacts/${contact}/journey?limit=50`),
    ]);
    // the first pages warm caches and connections
    if (i >= 50) waits.push(performance.now() - began);
    for (const { status, body } of answers)
      if (status !== 200) throw new Error(`contact ${contact} answered ${status}: ${body.slice(0, 300)}`);
  }
  await ingesting.stop();
  return waits;
}

/** Node ids of people who are in a log of this size: a contact is found by any of its nodes. */
function someone(size: number, people: number): string[] {
  return Array.from({ length: 500 }, (_, i) => nodesOf(statedTouch((i * 7_919) % size, people))[0] as string);
}

interface Measured {
  readonly p50: number;
  readonly p99: number;
}

function summed(what: string, waits: readonly number[]): Measured {
  const found = { p50: median(waits), p99: percentile(waits, 0.99) };
  say(`${what}: p50 ${found.p50.toFixed(1)} ms, p99 ${found.p99.toFixed(1)} ms`);
  return found;
}

const server = await benchServer();
try {
  const url = await server.database();
  const bySize: Record<string, Measured> = {};
  const byTouches: Record<string, Measured> = {};
  let filled = 0;
  for (const size of SIZES) {
    const largest = Math.max(...SIZES);
    const people = profilesOf(largest);
    await fill(url, touchesOf(filled, size, people));
    filled = size;
    await server.settle();
    const app = await startApp(url);
    bySize[size] = summed(`${size} touches in the log`, await readPages(app, someone(size, people), `size-${size}`));
    if (size === SIZES.at(-1))
      for (const count of TOUCHES_OF_ONE)
        byTouches[count] = summed(
          `contact of ${count} touches`,
          await readPages(app, [benchIds.node('user', '', `much-${count}`)], `touches-${count}`),
        );
    await app.stop();
  }
  const all = [...Object.values(bySize), ...Object.values(byTouches)];
  const value = Math.max(...all.map(({ p99 }) => p99));
  const flat = (found: Record<string, Measured>): number => {
    const medians = Object.values(found).map(({ p50 }) => p50);
    return medians.at(-1)! / medians[0]!;
  };
  report({
    bench: 'read',
    value,
    limit: GOAL_MS,
    ratio: GOAL_MS / value,
    unit: 'ms',
    goal: 'p99 <= 10 ms; medians <= 1.2 x first to last',
    ingesting: RATE,
    mediansBySize: flat(bySize),
    mediansByTouches: flat(byTouches),
    bySize,
    byTouches,
    postgres: server.version,
  });
} finally {
  await server.stop();
}
