import { Kafka, logLevel } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.js';
import type { Installation } from '../installation.js';

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
    const ended = whose === 'broker' && (await supervised(broker));
    while (postgres.state === 'restarting') await sleep(50);
    const name = whose === 'broker' ? 'the broker' : 'PostgreSQL';
    return `disk of ${name} full but for ${left / 1_024} kB, for ${ms} ms${ended ? ', which ended it' : ''}`;
  },
};

const PATIENCE_MS = 60_000;

/**
 * Until the broker stores what it is sent: one that met the full disk may end some time after there is room again, and is
 * started as often as it ends. Answers whether it did.
 */
async function supervised(broker: Installation['broker']): Promise<boolean> {
  const until = performance.now() + PATIENCE_MS;
  let ended = false;
  for (;;) {
    if (!broker.isRunning()) {
      ended = true;
      await broker.restart();
    }
    const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING, retry: { retries: 1 } });
    const [admin, producer] = [kafka.admin(), kafka.producer()];
    try {
      await admin.connect();
      await admin.createTopics({ topics: [{ topic: 'stored', numPartitions: 1 }], waitForLeaders: true });
      await producer.connect();
      await producer.send({ topic: 'stored', acks: -1, timeout: 5_000, messages: [{ value: 'is this?' }] });
      if (broker.isRunning()) return ended;
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(200);
    } finally {
      // it may be gone
      await Promise.allSettled([admin.disconnect(), producer.disconnect()]);
    }
  }
}
