import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration, StartFailure } from '#platform';
import { kafkaSettings, type KafkaSettings } from './kafka-settings.js';

function read(environment: Record<string, string>): KafkaSettings | null {
  return kafkaSettings(readConfiguration(environment));
}

const KAFKA = { KAFKA_BROKERS: 'kafka-1.internal:9092, [::1]:9093' };

it('without brokers there is no Kafka; with them everything else has a default', () => {
  expect(read({ THROUGHLINE_KAFKA_PARTITIONS: '8' })).toBeNull();
  expect(read(KAFKA)).toEqual({
    brokers: ['kafka-1.internal:9092', '[::1]:9093'],
    tls: false,
    sasl: null,
    topic: 'throughline.events',
    partitions: 16,
    replication: null,
    minInSync: null,
    retentionDays: 7,
    compression: 'gzip',
  });
});

it('takes the authorities to trust from a file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'throughline-ca-'));
  const file = join(directory, 'ca.pem');
  writeFileSync(file, 'a certificate');
  expect(read({ ...KAFKA, KAFKA_TLS: file })!.tls).toEqual({ ca: 'a certificate' });
  expect(read({ ...KAFKA, KAFKA_TLS: 'on' })!.tls).toBe(true);
  rmSync(directory, { recursive: true });
  expect(() => read({ ...KAFKA, KAFKA_TLS: file })).toThrow(/KAFKA_TLS: .*ca\.pem cannot be read/);
});

it('signs in with all that is needed, or not at all, and never says the password', () => {
  const all = { ...KAFKA, KAFKA_SASL: 'scram-sha-512', KAFKA_USERNAME: 'relay', KAFKA_PASSWORD: 'a-secret' };
  expect(read(all)!.sasl).toEqual({ mechanism: 'scram-sha-512', username: 'relay', password: 'a-secret' });
  const { KAFKA_SASL: _, ...without } = all;
  expect(() => read(without)).toThrow(StartFailure);
  expect(() => read(without)).toThrow('KAFKA_SASL, KAFKA_USERNAME and KAFKA_PASSWORD go together');
  expect(() => read(without)).not.toThrow('a-secret');
});

it.each([
  ['KAFKA_BROKERS', 'kafka-1.internal', 'no host with a port'],
  ['KAFKA_BROKERS', 'kafka-1.internal:99999', 'no host with a port'],
  ['KAFKA_BROKERS', ' , ', 'give at least one'],
  ['THROUGHLINE_KAFKA_TOPIC', 'events/all', 'letters, digits, dots'],
  ['THROUGHLINE_KAFKA_PARTITIONS', '65', '1 to 64'],
  ['THROUGHLINE_KAFKA_COMPRESSION', 'zip', 'gzip, none'],
  ['THROUGHLINE_RELAY_FROM', 'middle', 'head, start'],
])('%s cannot be %j', (variable, value, reason) => {
  expect(() => read({ ...KAFKA, [variable]: value })).toThrow(reason);
});
