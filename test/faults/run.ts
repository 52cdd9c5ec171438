import { mkdtemp, chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InTheLog } from './checks.js';
import { faultOf } from './faults/index.js';
import { startInstallation, type Installation } from './installation.js';
import { Report } from './report.js';
import { Resources } from './resources.js';
import { strike } from './one-fault.js';
import { askedFor, usage } from './asked-for.js';

/**
 * `npm run test:faults`: one installation, as it is built, lives through one fault after the other under load; after
 * each everything has to be as if nothing had happened. Ends at the first that it is not, with 1, and keeps the logs.
 */
const asked = askedFor(process.argv.slice(2));
if (typeof asked === 'string') {
  process.stderr.write(`${asked}\n${usage}\n`);
  process.exit(2);
}
const { seeds, rate, json } = asked;
const directory = await mkdtemp(join(tmpdir(), 'throughline-faults-'));
await chmod(directory, 0o755);
const report = new Report(seeds, directory, json);
let installation: Installation | null = null;
let ending: Promise<void> | null = null;

function end(keep: boolean): Promise<void> {
  ending ??= (async () => {
    if (installation !== null) await installation.close();
    if (!keep) await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  })();
  return ending;
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void end(false).finally(() => process.exit(130)));

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
  else report.failed(error as Error);
}
await end(report.hasFailed);
process.exitCode = report.finish();
