import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Struck } from '../fault.js';
import type { Installation } from '../installation.js';
import { leaderFirst } from '../leader.js';

/** Longer than any lease and any session there is (6 s), so that a standby, or the rest of a group, takes over. */
const SHORTEST_MS = 7_500;
const LONGEST_MS = 12_000;

interface Frozen {
  readonly name: string;
  freeze(): void;
  thaw(): void;
}

/** Something stops without ending, for longer than others believe in it, and wakes without knowing. */
export const frozen: Fault = {
  kind: 'frozen',
  strike: async (struck) => {
    const victim = await victimOf(struck);
    const ms = struck.seeded.between(SHORTEST_MS, LONGEST_MS);
    victim.freeze();
    try {
      await sleep(ms);
    } finally {
      victim.thaw();
    }
    return `${victim.name} frozen for ${ms} ms`;
  },
};

async function victimOf({ installation, seeded }: Struck): Promise<Frozen> {
  const { broker, postgres, relays, projectors, apis } = installation;
  const [leader] = await leaderFirst(relays);
  const server = { name: 'broker', freeze: () => broker.stop(), thaw: () => broker.resume() };
  return seeded.oneOf([leader!, seeded.oneOf(projectors), seeded.oneOf(apis), server, wholeServer(postgres)]);
}

/** The server and every process it has for its connections. */
function wholeServer({ pid }: Installation['postgres']): Frozen {
  const stopped = new Set<number>();
  const all = (): readonly number[] => {
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
    return [pid, ...children.split('\n').map(Number).filter(Boolean)];
  };
  const signal = (one: number, name: 'SIGSTOP' | 'SIGCONT'): void => {
    try {
      process.kill(one, name);
    } catch {
      // its connection ended meanwhile, and it with it
    }
  };
  return {
    name: 'PostgreSQL',
    freeze: () => {
      // the server first: it starts no more of them
      for (const one of all()) {
        signal(one, 'SIGSTOP');
        stopped.add(one);
      }
    },
    thaw: () => stopped.forEach((one) => signal(one, 'SIGCONT')),
  };
}
