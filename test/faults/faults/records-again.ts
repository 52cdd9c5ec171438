import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, type KafkaMessage, type Message } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.js';
import type { Installation } from '../installation.js';

const GATHERED_MS = 3_000;
const MOST = 4_000;

/** What was published is published again, in another order, as by a relay that woke up late, or by several. */
export const recordsAgain: Fault = {
  kind: 'records again',
  strike: async ({ installation, seeded }) => {
    const found = await gather(installation);
    const share = seeded.oneOf([0.3, 1]);
    const chosen = seeded.shuffled(found.filter(() => seeded.chance(share)));
    await publish(installation, chosen);
    return `${chosen.length} records published again, in another order`;
  },
};

interface Found {
  readonly partition: number;
  readonly message: Message;
}

function client({ brokers }: Installation): Kafka {
  return new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING });
}

/** Records as they come in for a while, from a moment ago on. */
async function gather(installation: Installation): Promise<readonly Found[]> {
  const { topic } = installation;
  const kafka = client(installation);
  const admin = kafka.admin();
  await admin.connect();
  const from = await admin.fetchTopicOffsetsByTimestamp(topic, Date.now() - GATHERED_MS);
  await admin.disconnect();
  const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
  const found: Found[] = [];
  await consumer.connect();
  try {
    await consumer.subscribe({ topic });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ partition, message }) => {
        if (found.length < MOST) found.push({ partition, message: again(message) });
        return Promise.resolve();
      },
    });
    for (const { partition, offset } of from) consumer.seek({ topic, partition, offset });
    await sleep(GATHERED_MS * 2);
  } finally {
    await consumer.disconnect();
  }
  return found;
}

function again({ key, value, headers, timestamp }: KafkaMessage): Message {
  return { key, value, timestamp, ...(headers === undefined ? {} : { headers }) };
}

async function publish(installation: Installation, found: readonly Found[]): Promise<void> {
  const producer = client(installation).producer();
  await producer.connect();
  try {
    for (let at = 0; at < found.length; at += 200)
      await producer.send({
        topic: installation.topic,
        messages: found.slice(at, at + 200).map(({ partition, message }) => ({ ...message, partition })),
      });
  } finally {
    await producer.disconnect();
  }
}
