import '../typescript-loader.mjs';
import startDatabase from '../database/global-setup.mjs';

/** One Kafka broker and one PostgreSQL server for the whole run; every test takes topics and databases of its own. */
export default async function setup() {
  await startDatabase();
  const { startKafkaBroker } = await import('../../libs/feed/test/kafka-broker.ts');
  const broker = await startKafkaBroker();
  process.env.TEST_KAFKA_BROKERS = broker.address;
  globalThis.throughlineTestBroker = broker;
}
