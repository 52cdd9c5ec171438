import { askedFor, usage } from './asked-for.js';
import { InTheLog } from './checks.js';
import { keepLogs, makeDirectory, removeDirectory } from './directories.js';
import { faultOf } from './faults/index.js';
import { startInstallation, type Installation } from './installation.js';
import { Report } from './report.js';
import { Resources } from './resources.js';
import { strike } from './one-fault.js';

/**
 * `npm run test:faults`: one installation, as it is built, lives through one fault after the other under load; after
 * each everything has to be as if nothing had happened. Where it is not, it ends there, with 1, and keeps the logs.
 */
const asked = askedFor(process.argv.slice(2));
if (typeof asked === 'string') {
  process.stderr.write(`${asked}\n${usage}\n`);
  process.exit(2);
}
const { seeds, rate, json } = asked;
const directory = await makeDirectory();
const report = new Report(seeds, json);
let installation: Installation | null = null;
let ending: Promise<void> | null = null;

function end(): Promise<void> {
  ending ??= (async () => {
    await installation?.close();
    await removeDirectory(directory);
  })();
  return ending;
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void end().finally(() => process.exit(130)));

try {
  installation = await startInstallation(directory);
  report.started();
  const run = { installation, inTheLog: new InTheLog(installation), resources: new Resources(installation), rate };
  for (const seed of seeds) {
    const fault = faultOf(seed);
    const missing = fault.missing?.(installation) ?? null;
    if (missing !== null) report.notRun(seed, fault.kind, missing);
    else report.survived(seed, fault.kind, await report.timed(() => strike(run, fault, seed), seed, fault.kind));
  }
  report.resources(run.resources.summary());
} catch (error) {
  if ((error as Error).name === 'NoKafka') report.nothing((error as Error).message);
  else report.failed(error as Error, await keepLogs(directory));
}
await end();
process.exitCode = report.finish();
