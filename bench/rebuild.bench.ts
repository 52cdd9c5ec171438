import { copySeconds, liveTables } from './copied.js';
import { fillLog } from './filled-log.js';
import { benchServer, median, option, report, say, seconds, type BenchServer } from './harness.js';

/**
 * The widest read model, and all of them together, rebuilt from a log of touches while nothing else happens.
 * Limit: COPY out of all rows of the log and COPY in of the same output, indexes left out.
 */
const TOUCHES = option('touches', 1_000_000);
const ROUNDS = option('rounds', 3);

const phases = new Map<string, number>();
let phase = { name: 'facts', since: performance.now() };

function enter(name: string): void {
  if (name === phase.name) return;
  phases.set(phase.name, (phases.get(phase.name) ?? 0) + (performance.now() - phase.since) / 1_000);
  phase = { name, since: performance.now() };
}

/** Seconds of a rebuild; tells how long each phase took, and how much CPU an event cost here and in the server. */
async function rebuildSeconds(server: BenchServer, events: number, rebuild: () => Promise<void>): Promise<number> {
  phases.clear();
  const cpu = { own: process.cpuUsage(), server: await server.cpuSeconds() };
  phase = { name: 'facts', since: performance.now() };
  const took = await seconds(rebuild);
  enter('');
  const { user, system } = process.cpuUsage(cpu.own);
  const serverSeconds = ((await server.cpuSeconds()) ?? NaN) - (cpu.server ?? NaN);
  const spent = [...phases].map(([name, time]) => `${name} ${time.toFixed(1)} s`).join(', ');
  say(
    `${spent}; CPU an event: ${((user + system) / events).toFixed(1)} µs here, ${((serverSeconds * 1e6) / events).toFixed(1)} µs in PostgreSQL`,
  );
  return took;
}

const server = await benchServer();
try {
  const filled = await fillLog(server, TOUCHES, { rebuilding: (_names, progress) => enter(progress.phase) });
  const { position: events } = await filled.log.head();
  say(`${events} events of ${TOUCHES} touches recorded`);
  const everything = filled.engine.definitions.map((definition) => definition.name);
  const [widest, all, limits, allLimits]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    all.push(events / (await rebuildSeconds(server, events, () => filled.engine.rebuild(everything))));
    await server.settle();
    widest.push(events / (await rebuildSeconds(server, events, () => filled.engine.rebuild(['contacts']))));
    await server.settle();
    limits.push(events / (await copySeconds(filled.url, await liveTables(filled.pool, ['contacts']))));
    allLimits.push(events / (await copySeconds(filled.url, await liveTables(filled.pool, everything))));
    say(
      `round ${round + 1}: contacts ${Math.round(widest.at(-1)!)}/s of ${Math.round(limits.at(-1)!)}/s, all ${Math.round(all.at(-1)!)}/s of ${Math.round(allLimits.at(-1)!)}/s`,
    );
  }
  await filled.close();
  report({
    bench: 'rebuild',
    value: median(widest),
    limit: median(limits),
    ratio: median(widest) / median(limits),
    unit: 'events/s',
    goal: '>= 0.5; all >= 50000 events/s',
    all: median(all),
    allLimit: median(allLimits),
    allRatio: median(all) / median(allLimits),
    events,
    postgres: server.version,
  });
} finally {
  await server.stop();
}
