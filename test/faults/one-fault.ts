import { setTimeout as sleep } from 'node:timers/promises';
import { readersProgress } from '../../apps/api/src/composition/history-admission.js';
import { Broken, checkAlive, checkLedger, checkReadModels, type InTheLog } from './checks.js';
import type { Fault } from './fault.js';
import { quiet, type Installation } from './installation.js';
import { Load } from './load.js';
import type { Resources } from './resources.js';
import { Seeded } from './seeded.js';
import { importAndUndo, withdraw } from './taking-back.js';

/** What goes on from fault to fault. */
export interface Run {
  readonly installation: Installation;
  readonly inTheLog: InTheLog;
  readonly resources: Resources;
  /** Messages a second. */
  readonly rate: number;
}

const BEFORE_MS = 2_000;
const AFTER_MS = 2_000;

/** What a fault was and what happened meanwhile, in a line. Throws what was found wrong. */
export async function strike(
  { installation, inTheLog, resources, rate }: Run,
  fault: Fault,
  seed: number,
): Promise<string> {
  const seeded = new Seeded(seed);
  const load = new Load({
    seed,
    rate,
    key: installation.key,
    addresses: installation.apis.map(({ address }) => address),
    behind: async () => (await readersProgress({ ...installation.store, readModels: installation.readModels })).behind,
  });
  let struck = false;
  const beside = Promise.all([
    withdraw(installation, load.told, { seeded: new Seeded(seed + 1e6), goesOn: () => !struck }),
    importAndUndo(installation, seed),
  ]);
  // it is told below
  beside.catch(() => undefined);
  await sleep(BEFORE_MS);
  const what = await fault.strike({ installation, seeded });
  await sleep(AFTER_MS);
  struck = true;
  const reached = await load.stop();
  const [withdrawn] = await beside;
  const since = performance.now();
  const head = await quiet(installation);
  const drained = (performance.now() - since) / 1_000;
  await inTheLog.check(load.told, head);
  checkAlive(installation);
  await checkReadModels(installation);
  if ((await quiet(installation)) !== head) throw new Broken('something was recorded while read models were compared');
  await checkLedger(installation);
  await resources.check();
  const { acknowledged, retries } = load.told;
  const again = [...retries].map(([why, times]) => `${times} × ${why}`).join(', ');
  return [
    what,
    `${acknowledged.size} messages acknowledged, ${reached}/s`,
    `${withdrawn} withdrawn, an import undone`,
    `tried again: ${again || 'never'}`,
    `drained in ${drained.toFixed(1)} s`,
    `log at ${head}`,
  ].join('; ');
}
