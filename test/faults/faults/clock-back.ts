import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.js';

const HOUR_MS = 3_600_000;

/** The clock of one program is set back an hour while it works, and set right after a while. */
export const clockBack: Fault = {
  kind: 'clock back',
  strike: async ({ installation, seeded }) => {
    const program = seeded.oneOf(installation.programs);
    const ms = seeded.between(4_000, 8_000);
    program.clock(-HOUR_MS);
    try {
      await sleep(ms);
    } finally {
      program.clock(0);
    }
    return `the clock of ${program.name} set back an hour for ${ms} ms`;
  },
};
