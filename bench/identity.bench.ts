import type { AppendRequest } from '#kernel';
import { copySeconds, liveTables } from './copied.js';
import { openLog } from './filled-log.js';
import { benchServer, option, report, say, seconds } from './harness.js';
import { judgementRequest, largeCases } from './identity-cases.js';
import { nodesOf, profilesOf, statedTouch } from './touches.js';

/**
 * The identity map alone, of events with three identifiers each, two in a hundred of them judgements by people: followed
 * live, and rebuilt. Limit: COPY out of all rows of the log and COPY in of the map's tables, indexes left out. Then how
 * long single cases take from the event to all read models.
 */
const EVENTS = option('events', 1_000_000);
/** 0 leaves the single cases out. */
const CASES = option('cases', 1);
/** Of so many events one is a judgement: a link, each tenth of which is taken back by the next. */
const JUDGED_EVERY = 50;

const profiles = profilesOf(EVENTS);
const node = (n: number): string => nodesOf(statedTouch(n, profiles))[0]!;

function judgement(n: number): AppendRequest {
  const apart = n % 10 === 9;
  const of = apart ? n - 1 : n;
  // of people that were seen by then, all over the run
  return judgementRequest(apart ? 'apart' : 'together', node(of * 40), node(of * 40 + 20), `judgement-${n}`);
}

const server = await benchServer();
try {
  const opened = await openLog(server);
  const empty = opened.engine({ models: [] });
  await empty.start();
  await empty.stop();
  const page = JUDGED_EVERY * 40;
  for (let n = 0; n < EVENTS; n += page) {
    const numbers = Array.from({ length: Math.min(page, EVENTS - n) }, (_, i) => n + i);
    const touches = numbers.filter((number) => number % JUDGED_EVERY !== JUDGED_EVERY - 1);
    const requests = await opened.requests(touches.map((number) => statedTouch(number, profiles)));
    for (const number of numbers)
      if (number % JUDGED_EVERY === JUDGED_EVERY - 1)
        requests.splice(number - n, 0, judgement(Math.floor(number / JUDGED_EVERY)));
    await opened.log.appendAll(requests);
  }
  const { position: events } = await opened.log.head();
  say(`${events} events recorded`);
  await server.settle();
  const measured = async (name: string, work: () => Promise<void>): Promise<number> => {
    const cpu = { own: process.cpuUsage(), server: await server.cpuSeconds() };
    const took = await seconds(work);
    const { user, system } = process.cpuUsage(cpu.own);
    const there = (((await server.cpuSeconds()) ?? NaN) - (cpu.server ?? NaN)) * 1e6;
    say(
      `${name}: ${Math.round(events / took)}/s; CPU an event: ${((user + system) / events).toFixed(1)} µs here, ${(there / events).toFixed(1)} µs in PostgreSQL`,
    );
    await server.settle();
    return events / took;
  };
  const engine = opened.engine({ models: [] });
  const live = await measured('live', async () => {
    await engine.start();
    await engine.drained(events);
  });
  const rebuilt = await measured('rebuilt', () => engine.rebuild(['identity']));
  const limit = events / (await copySeconds(opened.url, await liveTables(opened.pool, ['identity'])));
  await opened.close();
  const cases = CASES === 0 ? {} : await largeCases(server);
  report({
    bench: 'identity',
    value: rebuilt,
    limit,
    ratio: rebuilt / limit,
    unit: 'events/s',
    live,
    liveRatio: live / limit,
    ...cases,
    events,
    postgres: server.version,
  });
} finally {
  await server.stop();
}
