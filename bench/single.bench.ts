import { Client } from 'pg';
import { PostgresEventLog } from '#event-log';
import type { NewEvent } from '#kernel';
import { benchServer, median, on, option, percentile, report, say, seconds, type BenchServer } from './harness.js';
import { sealedTouches, touchRequest, uniqueOf } from './touches.js';

/**
 * One touch a call from 64 callers, at the log, against one row a transaction from 64 connections of their own.
 * Counted are rows stored; the engine also meets the repeats.
 */
const TOUCHES = option('touches', 20_000);
const ROUNDS = option('rounds', 5);
const CALLERS = 64;

const server = await benchServer();
try {
  const events = await sealedTouches(TOUCHES);
  const unique = uniqueOf(events);
  const bare: number[] = [];
  const log: number[] = [];
  const waits: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(unique.length / (await bareInserts(server, unique)));
    log.push(unique.length / (await appends(server, events, waits)));
    say(`round ${round + 1}: bare ${Math.round(bare.at(-1)!)}/s, log ${Math.round(log.at(-1)!)}/s`);
  }
  const [value, limit] = [median(log), median(bare)];
  report({
    bench: 'single',
    value,
    limit,
    ratio: value / limit,
    unit: 'touches/s',
    goal: '> 1.5',
    callers: CALLERS,
    level: 'log',
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    postgres: server.version,
  });
} finally {
  await server.stop();
}

async function bareInserts(server: BenchServer, events: readonly NewEvent[]): Promise<number> {
  const url = await server.database();
  await on(url, (client) =>
    client.query('create table bare (position bigint primary key, id uuid not null unique, event json not null)'),
  );
  const clients = Array.from({ length: CALLERS }, () => new Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  await server.settle();
  let next = 0;
  const took = await seconds(() =>
    Promise.all(
      clients.map(async (client) => {
        for (let n = next++; n < events.length; n = next++)
          await client.query({
            name: 'bare',
            text: 'insert into bare (position, id, event) values ($1, $2, $3)',
            values: [n + 1, events[n]!.id, events[n]!.text],
          });
      }),
    ),
  );
  await Promise.all(clients.map((client) => client.end()));
  return took;
}

async function appends(server: BenchServer, events: readonly NewEvent[], waits: number[]): Promise<number> {
  const log = await PostgresEventLog.open({ url: await server.database() });
  await server.settle();
  let next = 0;
  const took = await seconds(() =>
    Promise.all(
      Array.from({ length: CALLERS }, async () => {
        for (let n = next++; n < events.length; n = next++) {
          const began = performance.now();
          const { stream, expected } = touchRequest(events[n]!);
          const outcome = await log.append(stream, [events[n]!], expected);
          if (outcome.kind !== 'appended') throw new Error(`not appended: ${JSON.stringify(outcome)}`);
          waits.push(performance.now() - began);
        }
      }),
    ),
  );
  await log.close();
  return took;
}
