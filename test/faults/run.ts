import { askedFor, IN_ONE_INSTALLATION, usage } from './asked-for.js';
import { InTheLog } from './checks.js';
import { keepLogs, makeDirectory, removeDirectory } from './directories.js';
import { faultOf } from './faults/index.js';
import { startInstallation, type Installation } from './installation.js';
import { Report } from './report.js';
import { Resources } from './resources.js';
import { strike } from './one-fault.js';

/**
 * `npm run test:faults`: an installation, as it is built, lives through one fault after the other under load; after each
 * everything has to be as if nothing had happened. Where it is not, it ends there, with 1, and keeps the logs. Many
 * faults are shared out, so many to an installation.
 */
const asked = askedFor(process.argv.slice(2));
if (typeof asked === 'string') {
  process.stderr.write(`${asked}\n${usage}\n`);
  process.exit(2);
}
const { seeds, rate, json } = asked;
const report = new Report(json);
const running: { directory: string | null; installation: Installation | null } = {
  directory: null,
  installation: null,
};
let ending: Promise<void> | null = null;

/** What runs now, and what it wrote, is gone. */
function end(): Promise<void> {
  ending ??= (async () => {
    const { directory, installation } = running;
    await installation?.close();
    if (directory !== null) await removeDirectory(directory);
    Object.assign(running, { directory: null, installation: null });
    ending = null;
  })();
  return ending;
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void end().finally(() => process.exit(130)));

/** One installation lives through these. */
async function liveThrough(some: readonly number[]): Promise<void> {
  report.starts(some);
  running.directory = await makeDirectory();
  const installation = await startInstallation(running.directory);
  running.installation = installation;
  report.started();
  const run = { installation, inTheLog: new InTheLog(installation), resources: new Resources(installation), rate };
  for (const seed of some) {
    const fault = faultOf(seed);
    const missing = fault.missing?.(installation) ?? null;
    if (missing !== null) report.notRun(seed, fault.kind, missing);
    else report.survived(seed, fault.kind, await report.timed(() => strike(run, fault, seed), seed, fault.kind));
  }
  report.resources(run.resources.summary());
}

try {
  for (let at = 0; at < seeds.length; at += IN_ONE_INSTALLATION) {
    await liveThrough(seeds.slice(at, at + IN_ONE_INSTALLATION));
    await end();
  }
} catch (error) {
  if ((error as Error).name === 'NoKafka') report.nothing((error as Error).message);
  else report.failed(error as Error, running.directory === null ? null : await keepLogs(running.directory));
}
await end();
// a client of a broker that ended under it leaves a timer of its own, and would be waited for
process.exit(report.finish());
