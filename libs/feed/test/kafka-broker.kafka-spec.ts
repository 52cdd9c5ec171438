import { Kafka, logLevel } from 'kafkajs';
import { startKafkaBroker } from './kafka-broker.js';
import { testBroker, topicName } from './kafka-topic.js';

function client(address: string): Kafka {
  return new Kafka({ brokers: [address], logLevel: logLevel.NOTHING, retry: { retries: 2 } });
}

async function createTopic(address: string): Promise<string> {
  const topic = topicName();
  const admin = client(address).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true });
  await admin.disconnect();
  return topic;
}

async function partitionsOf(address: string, topic: string): Promise<number> {
  const admin = client(address).admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  await admin.disconnect();
  return topics[0]!.partitions.length;
}

it('the broker of the run has topics', async () => {
  const topic = await createTopic(testBroker());
  expect(await partitionsOf(testBroker(), topic)).toBe(3);
});

it('a broker of one’s own has its topics still after it was killed, at the same address', async () => {
  const broker = await startKafkaBroker();
  const topic = await createTopic(broker.address);
  const before = broker.pid();
  await broker.kill9();
  await expect(partitionsOf(broker.address, topic)).rejects.toThrow();
  await broker.restart();
  expect(broker.pid()).not.toBe(before);
  expect(await partitionsOf(broker.address, topic)).toBe(3);
  await broker.close();
});
