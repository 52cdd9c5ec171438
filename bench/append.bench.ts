import { PostgresEventLog } from '#event-log';
import type { NewEvent } from '#kernel';
import { bareInsert } from './bare.js';
import { benchServer, median, option, report, say, seconds, type BenchServer } from './harness.js';
import { batches, sealedTouches, touchRequest, uniqueOf } from './touches.js';

/**
 * The log engine alone, batches of 500 from four callers, against a bare INSERT … SELECT unnest of the same rows into
 * a table with position key, unique id and json. Counted are rows stored; the engine also meets the repeats.
 */
const TOUCHES = option('touches', 100_000);
const ROUNDS = option('rounds', 5);
const BATCH = 500;
const CALLERS = option('callers', 4);

const server = await benchServer();
try {
  const events = await sealedTouches(TOUCHES);
  const unique = uniqueOf(events);
  say(
    `${events.length} touches, ${unique.length} of them new, ${Math.round(unique.reduce((sum, e) => sum + e.text.length, 0) / unique.length)} bytes each`,
  );
  const bare: number[] = [];
  const log: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(unique.length / (await bareInsert(server, unique, BATCH)));
    log.push(unique.length / (await append(server, events)));
    say(`round ${round + 1}: bare ${Math.round(bare.at(-1)!)}/s, log ${Math.round(log.at(-1)!)}/s`);
  }
  const [value, limit] = [median(log), median(bare)];
  report({
    bench: 'append',
    value,
    limit,
    ratio: value / limit,
    unit: 'touches/s',
    goal: '>= 0.75',
    batch: BATCH,
    callers: CALLERS,
    postgres: server.version,
  });
} finally {
  await server.stop();
}

async function append(server: BenchServer, events: readonly NewEvent[]): Promise<number> {
  const log = await PostgresEventLog.open({ url: await server.database() });
  await server.settle();
  const waiting = batches(events, BATCH);
  const took = await seconds(() =>
    Promise.all(
      Array.from({ length: CALLERS }, async () => {
        for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift())
          for (const outcome of await log.appendAll(batch.map(touchRequest)))
            if (outcome.kind !== 'appended') throw new Error(`not appended: ${JSON.stringify(outcome)}`);
      }),
    ),
  );
  await log.close();
  return took;
}
