import { choice, integer, optional, text, type Described, type Setting } from './setting.js';

/** How the feed goes through Kafka. */
export const kafkaRows = {
  kafkaBrokers: optional(
    hosts({
      variable: 'KAFKA_BROKERS',
      description:
        'Kafka brokers to find the cluster by, separated by commas. Absent: whoever follows the log reads its tail.',
    }),
  ),
  kafkaTls: text({
    variable: 'KAFKA_TLS',
    fallback: 'off',
    description:
      'How connections to Kafka are secured: off, on (certificates of authorities this machine trusts), or the path of a file with the authorities to trust.',
  }),
  kafkaSasl: optional(
    choice({
      variable: 'KAFKA_SASL',
      values: ['plain', 'scram-sha-256', 'scram-sha-512'],
      description: 'How to sign in to Kafka, with KAFKA_USERNAME and KAFKA_PASSWORD. Absent: without.',
    }),
  ),
  kafkaUsername: optional(
    text({ variable: 'KAFKA_USERNAME', description: 'Name to sign in to Kafka with; needs KAFKA_SASL.' }),
  ),
  kafkaPassword: optional(
    text({
      variable: 'KAFKA_PASSWORD',
      description: 'Password to sign in to Kafka with; needs KAFKA_SASL.',
      secret: true,
    }),
  ),
  kafkaTopic: topic({
    variable: 'THROUGHLINE_KAFKA_TOPIC',
    fallback: 'throughline.events',
    description: 'Topic that the relay publishes the log to. Another name is a new topic.',
  }),
  kafkaPartitions: integer({
    variable: 'THROUGHLINE_KAFKA_PARTITIONS',
    fallback: 16,
    min: 1,
    max: 64,
    description:
      'Partitions of the topic: the most processes that share the work of one projection. Another count needs a new topic.',
  }),
  kafkaReplication: optional(
    integer({
      variable: 'THROUGHLINE_KAFKA_REPLICATION',
      min: 1,
      max: 32_767,
      description: 'Copies of each partition when the topic is created. Absent: as the broker is configured.',
    }),
  ),
  kafkaMinInSync: optional(
    integer({
      variable: 'THROUGHLINE_KAFKA_MIN_IN_SYNC',
      min: 1,
      max: 32_767,
      description:
        'Copies that must have a record before it counts as published (min.insync.replicas), when the topic is created. Absent: as the broker is configured.',
    }),
  ),
  kafkaRetentionDays: integer({
    variable: 'THROUGHLINE_KAFKA_RETENTION_DAYS',
    fallback: 7,
    min: 1,
    max: 3_650,
    description:
      'Days that the topic keeps a record, counted from when its event was recorded. What is older is read from the log.',
  }),
  kafkaCompression: choice({
    variable: 'THROUGHLINE_KAFKA_COMPRESSION',
    values: ['gzip', 'none'],
    fallback: 'gzip',
    description:
      'How records are compressed: gzip takes 10 to 20 µs of the relay’s CPU an event, and halves the network and the disks.',
  }),
  relayFrom: choice({
    variable: 'THROUGHLINE_RELAY_FROM',
    values: ['head', 'start'],
    fallback: 'head',
    description:
      'Where the relay begins on a new topic: at the end of the log (who needs what is older reads the log), or at its start.',
  }),
} as const satisfies Record<string, Setting<unknown>>;

function hosts(row: Described): Setting<readonly string[]> {
  return {
    ...row,
    accepts: 'host:port, separated by commas',
    parse: (value) => {
      const given = value
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean);
      const wrong = given.find((one) => !isHostAndPort(one));
      if (wrong !== undefined) throw new Error(`${wrong} is no host with a port: give such as kafka-1.internal:9092`);
      if (given.length === 0) throw new Error('give at least one, such as kafka-1.internal:9092');
      return given;
    },
  };
}

function isHostAndPort(text: string): boolean {
  const port = Number(/^(?:[\w.-]+|\[[\da-f:]+\]):(\d{1,5})$/i.exec(text)?.[1] ?? 0);
  return port >= 1 && port <= 65_535;
}

/** Kafka's own rule for names of topics. */
function topic(row: Described & { fallback: string }): Setting<string> {
  return {
    ...row,
    accepts: 'the name of a topic',
    parse: (value) => {
      if (!/^[\w.-]{1,200}$/.test(value) || value === '.' || value === '..')
        throw new Error('give 1 to 200 letters, digits, dots, underscores and hyphens');
      return value;
    },
  };
}
