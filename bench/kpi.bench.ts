import type { KpiDefinition } from '#kernel';
import { ReadModels } from '#projections';
import { KpiEngine, kpis, QueryEngine, type KpiQuestion } from '#queries';
import { fits } from './fits.js';
import {
  benchServer,
  median,
  option,
  percentile,
  report,
  say,
  seconds,
  textOption,
  type BenchServer,
} from './harness.js';
import { SIMULATED, simulatedCompany } from './simulated-company.js';

/**
 * Every figure of the catalogue over a year of a simulated company: now, as of a past moment, and as of then as it was
 * known then; one after the other, by the engine that answers them. Milliseconds; less is better: the ratio is limit /
 * value. Models are fitted apart. `--growth` measures ten times as many touches as well; `--home=DIR` keeps what was
 * recorded for the next run.
 */
const TOUCHES = option('touches', 1_000_000);
const ROUNDS = option('rounds', 5);
const GROWTH = process.argv.includes('--growth');
const GOAL_MS = 300;
const GOAL_FIT_SECONDS = 5;
const SLOWEST = 10;

/** What was recorded by the past moment, of all that ever was: the company grows. */
const KNOWN_SHARE = 0.64;
const YEAR = { from: '2025-03-01', to: '2026-03-01' } as const;
const THEN = { from: '2024-09-01', to: '2025-09-01', asOf: '2025-09-01T00:00:00.000Z' } as const;

interface Asked {
  readonly name: string;
  readonly kpi: KpiDefinition;
  readonly question: KpiQuestion;
}

/** Old versions stay runnable, and are not what is asked. */
const newest = kpis.filter((kpi) => !kpis.some(({ name, version }) => name === kpi.name && version > kpi.version));

/** Each figure at each moment. */
function questionsOf(events: number): readonly Asked[] {
  const looks: Readonly<Record<string, KpiQuestion>> = {
    now: YEAR,
    'as of then': THEN,
    'as known then': { ...THEN, asKnownAt: String(Math.floor(events * KNOWN_SHARE)) },
  };
  return Object.entries(looks).flatMap(([look, question]) =>
    newest.map((kpi) => ({ name: `${kpi.name} ${look}`, kpi, question })),
  );
}

/** Milliseconds of every figure, by its name, of one size of company; and seconds of each model's fit. */
async function measured(server: BenchServer, touches: number) {
  const { pool, log, vault, events, close } = await simulatedCompany(server, touches);
  const clock = (): Date => new Date(SIMULATED.until);
  const queries = new QueryEngine({ pool, log, vault, readModels: new ReadModels(pool), zone: 'UTC', clock });
  const engine = new KpiEngine(queries, kpis);
  const waits = new Map<string, number[]>();
  // the first round warms caches and is not counted
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, kpi, question } of questionsOf(events)) {
      const took = (await seconds(() => engine.evaluate(kpi, question))) * 1_000;
      if (round > 0) waits.set(name, [...(waits.get(name) ?? []), took]);
    }
  }
  const all = [...waits.values()].flat();
  const [p50, p95] = [percentile(all, 0.5), percentile(all, 0.95)];
  say(`${touches} touches, ${events} events: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
  const medians = new Map([...waits].map(([name, some]) => [name, median(some)]));
  const fitted = await fits(pool, SIMULATED.until);
  await close();
  return { events, p50, p95, medians, fits: fitted };
}

/** The slowest, told and as an object. */
function slowest(medians: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  const first = [...medians].sort(([, a], [, b]) => b - a).slice(0, SLOWEST);
  for (const [name, took] of first) say(`  ${name}: ${took.toFixed(1)} ms`);
  return Object.fromEntries(first);
}

const server = await benchServer(textOption('home'));
try {
  const found = await measured(server, TOUCHES);
  const slow = slowest(found.medians);
  const larger = GROWTH ? await measured(server, TOUCHES * 10) : null;
  const grown = larger && {
    growth: larger.p95 / found.p95,
    eventsOfTen: larger.events,
    p50OfTen: larger.p50,
    p95OfTen: larger.p95,
    slowestOfTen: slowest(larger.medians),
    fitsOfTen: larger.fits,
    growthOfOne: slowest(new Map([...larger.medians].map(([name, took]) => [name, took / found.medians.get(name)!]))),
  };
  report({
    bench: 'kpi',
    value: found.p95,
    limit: GOAL_MS,
    ratio: GOAL_MS / found.p95,
    unit: 'ms',
    goal: `p95 <= ${GOAL_MS} ms; fits <= ${GOAL_FIT_SECONDS} s`,
    touches: TOUCHES,
    events: found.events,
    questions: found.medians.size,
    rounds: ROUNDS,
    p50: found.p50,
    p95: found.p95,
    slowest: slow,
    fits: found.fits,
    ...grown,
    postgres: server.version,
  });
} finally {
  await server.stop();
}
