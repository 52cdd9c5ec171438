import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.js';
import type { Seeded } from '../seeded.js';
import type { TcpProxy } from '../tcp-proxy.js';

/** The way to the database, to the broker, or both: connections are cut again and again, or slow, or silent for a while. */
export const network: Fault = {
  kind: 'network bad',
  strike: async ({ installation: { toPostgres, toBroker }, seeded }) => {
    const ways: readonly Way[] = [
      { to: 'PostgreSQL', proxies: [toPostgres] },
      { to: 'the broker', proxies: [toBroker] },
      { to: 'both', proxies: [toPostgres, toBroker] },
    ];
    const { to, proxies } = seeded.oneOf(ways);
    const worsen = seeded.oneOf([cut, slow, silent]);
    try {
      return `the way to ${to} ${await worsen(proxies, seeded)}`;
    } finally {
      for (const proxy of proxies) proxy.mend();
    }
  },
};

interface Way {
  readonly to: string;
  readonly proxies: readonly TcpProxy[];
}

async function cut(proxies: readonly TcpProxy[], seeded: Seeded): Promise<string> {
  const times = seeded.between(3, 8);
  const share = seeded.oneOf([0.3, 1]);
  for (let time = 0; time < times; time++) {
    for (const proxy of proxies) proxy.cut(() => seeded.chance(share));
    await sleep(seeded.between(100, 1_200));
  }
  return `cut ${times} times, ${share * 100} % of the connections`;
}

async function slow(proxies: readonly TcpProxy[], seeded: Seeded): Promise<string> {
  const ms = seeded.between(50, 300);
  for (const proxy of proxies) proxy.delay(ms);
  await sleep(8_000);
  return `slower by ${ms} ms each way for 8 s`;
}

async function silent(proxies: readonly TcpProxy[], seeded: Seeded): Promise<string> {
  const ms = seeded.between(3_000, 12_000);
  for (const proxy of proxies) proxy.freeze();
  await sleep(ms);
  return `silent for ${ms} ms`;
}
