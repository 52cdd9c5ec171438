import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.js';

const EVERY_MS = 2_000;
/** Where starting a program takes long, the storm is over after two of them. */
const LONGEST_MS = 30_000;

/** Projectors come and go every two seconds, some in order and some not, so that lanes change hands all the time. */
export const rebalanceStorm: Fault = {
  kind: 'rebalance storm',
  strike: async ({ installation, seeded }) => {
    const most = seeded.between(3, 5);
    const began = performance.now();
    let times = 0;
    let killed = 0;
    while (times < most && (times < 2 || performance.now() - began < LONGEST_MS)) {
      times++;
      const name = `projector-passing-${seeded.between(1, 2)}`;
      const passing = await installation.passing(name);
      await passing.start();
      await sleep(EVERY_MS);
      if (seeded.chance(0.5)) {
        killed++;
        await passing.kill();
      } else await passing.stop();
      if (passing.died !== null) throw new Error(passing.died);
    }
    return `${times} projectors came and went, ${killed} of them killed`;
  },
};
