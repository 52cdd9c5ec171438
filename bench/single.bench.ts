import { PostgresEventLog } from '#event-log';
import type { NewEvent } from '#kernel';
import { benchServer, median, option, percentile, report, say, seconds, type BenchServer } from './harness.js';
import { bareInserts } from './bare.js';
import { deliver, intakeApi, request, segmentCall } from './intake-api.js';
import { profilesOf, sealedTouches, statedTouch, touchRequest, uniqueOf } from './touches.js';

/**
 * One touch a request: over HTTP from 64 clients to the API in its own process, and at the log alone from 64 callers;
 * against one row a transaction from 64 connections of their own. Counted are rows stored; both also meet the repeats.
 * The first round over HTTP warms up and is not counted.
 */
const TOUCHES = option('touches', 20_000);
const ROUNDS = option('rounds', 5);
const CALLERS = 64;
/** Processes of the API. */
const PROCESSES = option('processes', 1);

const server = await benchServer();
try {
  const events = await sealedTouches(TOUCHES);
  const unique = uniqueOf(events);
  const api = await intakeApi(await server.database(), PROCESSES);
  const calls = (round: string): Buffer[] =>
    events.map((_, n) => request('/v1/track', api.key, segmentCall(statedTouch(n, profilesOf(TOUCHES)), round)));
  await deliver(api.ports, calls('warm'), CALLERS);
  const bare: number[] = [];
  const log: number[] = [];
  const http: number[] = [];
  const waits: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    bare.push(unique.length / (await bareInserts(server, unique, CALLERS)));
    log.push(unique.length / (await appends(server, events)));
    const requests = calls(`r${round}`);
    await server.settle();
    http.push(unique.length / (await deliver(api.ports, requests, CALLERS, waits)));
    say(
      `round ${round}: bare ${Math.round(bare.at(-1)!)}/s, log ${Math.round(log.at(-1)!)}/s, HTTP ${Math.round(http.at(-1)!)}/s`,
    );
  }
  await api.stop();
  const [value, limit] = [median(http), median(bare)];
  report({
    bench: 'single',
    value,
    limit,
    ratio: value / limit,
    unit: 'touches/s',
    goal: '> 1.5',
    callers: CALLERS,
    processes: PROCESSES,
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    logAlone: median(log),
    logAloneRatio: median(log) / limit,
    postgres: server.version,
  });
} finally {
  await server.stop();
}

async function appends(server: BenchServer, events: readonly NewEvent[]): Promise<number> {
  const log = await PostgresEventLog.open({ url: await server.database() });
  await server.settle();
  let next = 0;
  const took = await seconds(() =>
    Promise.all(
      Array.from({ length: CALLERS }, async () => {
        for (let n = next++; n < events.length; n = next++) {
          const { stream, expected } = touchRequest(events[n]!);
          const outcome = await log.append(stream, [events[n]!], expected);
          if (outcome.kind !== 'appended') throw new Error(`not appended: ${JSON.stringify(outcome)}`);
        }
      }),
    ),
  );
  await log.close();
  return took;
}
