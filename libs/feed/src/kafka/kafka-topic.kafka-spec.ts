import { Kafka, logLevel } from 'kafkajs';
import { createLogger } from '#platform';
import { testBroker, topicName } from '../../test/kafka-topic.js';
import { kafkaClient } from './kafka-client.js';
import type { KafkaSettings } from './kafka-settings.js';
import { ensureTopic } from './kafka-topic.js';

const settings: KafkaSettings = {
  brokers: [testBroker()],
  tls: false,
  sasl: null,
  topic: topicName(),
  partitions: 5,
  replication: 1,
  minInSync: 1,
  retentionDays: 3,
  compression: 'gzip',
};

interface Entry {
  readonly level: string;
  readonly what?: string;
  readonly is?: string;
  readonly msg: string;
}

/** Entries that are logged meanwhile. */
async function logged(more: Partial<KafkaSettings>): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  const destination = { write: (line: string) => void entries.push(JSON.parse(line) as Entry) };
  const logger = createLogger({ format: 'json', destination });
  await ensureTopic(kafkaClient(settings, logger), { ...settings, ...more }, logger);
  return entries;
}

it('is made as the settings say, found as it is the second time, and warned of where it differs', async () => {
  expect(await logged({})).toEqual([expect.objectContaining({ level: 'info', msg: 'Made the topic' })]);
  const kafka = new Kafka({ brokers: [testBroker()], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata({ topics: [settings.topic] });
  await admin.disconnect();
  expect(topics[0]!.partitions).toHaveLength(5);
  expect(await logged({})).toEqual([]);
  const warned = await logged({ replication: 3, retentionDays: 4, minInSync: 2 });
  expect(warned.map(({ level, what, is }) => [level, what, is])).toEqual([
    ['warn', 'replicas', '1'],
    ['warn', 'retention.ms', String(3 * 86_400_000)],
    ['warn', 'min.insync.replicas', '1'],
  ]);
  await expect(logged({ partitions: 6 })).rejects.toThrow('has 5 partitions, THROUGHLINE_KAFKA_PARTITIONS says 6');
});

it('that cannot be made names the setting that is wrong', async () => {
  await expect(logged({ topic: topicName(), replication: 3 })).rejects.toThrow(
    /^the topic \S+ cannot be made with 3 copies, there are 1 brokers: .* THROUGHLINE_KAFKA_REPLICATION to at most 1$/,
  );
  await expect(logged({ topic: 'x'.repeat(250) })).rejects.toThrow(
    /^the topic x+ cannot be made \(.+\): see THROUGHLINE_KAFKA_TOPIC, /,
  );
});
