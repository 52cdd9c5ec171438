import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Struck } from '../fault.js';
import { leaderFirst } from '../leader.js';
import type { Program } from '../program.js';

/** How long a supervisor leaves a program that died, at most. */
const LONGEST_MS = 3_000;

async function killAndStart(program: Program, { seeded }: Struck): Promise<string> {
  const pause = seeded.between(0, LONGEST_MS);
  await program.kill();
  await sleep(pause);
  await program.start();
  return `${program.name} killed, started again after ${pause} ms`;
}

/** The relay that publishes dies in the middle of it; the other takes over. */
export const relayKilled: Fault = {
  kind: 'relay killed',
  strike: async (struck) => killAndStart((await leaderFirst(struck.installation.relays))[0]!, struck),
};

export const projectorKilled: Fault = {
  kind: 'projector killed',
  strike: (struck) => killAndStart(struck.seeded.oneOf(struck.installation.projectors), struck),
};

export const apiKilled: Fault = {
  kind: 'api killed',
  strike: (struck) => killAndStart(struck.seeded.oneOf(struck.installation.apis), struck),
};

export const brokerKilled: Fault = {
  kind: 'broker killed',
  strike: async ({ installation: { broker }, seeded }) => {
    const pause = seeded.between(0, LONGEST_MS);
    await broker.kill9();
    await sleep(pause);
    await broker.restart();
    return `broker killed, started again after ${pause} ms`;
  },
};

/** Whoever starts it brings it back at once, as the installation's own programs do with theirs. */
export const postgresKilled: Fault = {
  kind: 'PostgreSQL killed',
  strike: async ({ installation: { postgres }, seeded }) => {
    const times = seeded.between(1, 2);
    for (let time = 0; time < times; time++) {
      const { pid } = postgres;
      process.kill(pid, 'SIGKILL');
      while (postgres.pid === pid || postgres.state !== 'running') await sleep(50);
      await sleep(seeded.between(200, 1_500));
    }
    return `PostgreSQL killed ${times === 1 ? 'once' : 'twice'}`;
  },
};
