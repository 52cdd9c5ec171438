import { randomBytes } from 'node:crypto';

/** The broker that all files of a test run share, as KAFKA_BROKERS takes it. Throws outside the project kafka. */
export function testBroker(): string {
  const address = process.env['TEST_KAFKA_BROKERS'];
  if (!address) throw new Error('No Kafka broker: tests that need one end in .kafka-spec.ts.');
  return address;
}

/** The name of a topic that nobody else uses. */
export function topicName(): string {
  return `throughline.test.${randomBytes(6).toString('hex')}`;
}
