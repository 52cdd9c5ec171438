import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.js';

/** The disk of the database, or of the broker, is full for a while. Either may end over it; it is started again then. */
export const fullDisk: Fault = {
  kind: 'disk full',
  missing: ({ disks }) =>
    disks === null ? 'no small disk can be mounted here: it takes root, in a container CAP_SYS_ADMIN' : null,
  strike: async ({ installation: { disks, broker, postgres }, seeded }) => {
    const whose = seeded.oneOf(['postgres', 'broker'] as const);
    const left = seeded.between(0, 512) * 1_024;
    const ms = seeded.between(3_000, 8_000);
    const disk = disks![whose];
    await disk.leave(left);
    try {
      await sleep(ms);
    } finally {
      await disk.free();
    }
    const ended = whose === 'broker' && !broker.isRunning();
    if (ended) await broker.restart();
    while (postgres.state === 'restarting') await sleep(50);
    const name = whose === 'broker' ? 'the broker' : 'PostgreSQL';
    return `disk of ${name} full but for ${left / 1_024} kB, for ${ms} ms${ended ? ', which ended it' : ''}`;
  },
};
