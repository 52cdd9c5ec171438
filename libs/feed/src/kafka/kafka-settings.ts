import { readFileSync } from 'node:fs';
import { StartFailure, type Configuration } from '#platform';

/** Which cluster and topic the feed is on, and how the topic is made. */
export interface KafkaSettings {
  readonly brokers: readonly string[];
  /** `false`: plain connections; `ca`: authorities to trust instead of the machine's. */
  readonly tls: boolean | { readonly ca: string };
  readonly sasl: KafkaSignIn | null;
  readonly topic: string;
  readonly partitions: number;
  /** Null: as the broker is configured. */
  readonly replication: number | null;
  readonly minInSync: number | null;
  readonly retentionDays: number;
  readonly compression: 'gzip' | 'none';
}

/** How to sign in. */
export interface KafkaSignIn {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** The settings of Kafka; null where the feed is the log's tail. Throws StartFailure where they do not go together. */
export function kafkaSettings(configuration: Configuration): KafkaSettings | null {
  if (configuration.kafkaBrokers === undefined) return null;
  return {
    brokers: configuration.kafkaBrokers,
    tls: tlsOf(configuration.kafkaTls),
    sasl: signInOf(configuration),
    topic: configuration.kafkaTopic,
    partitions: configuration.kafkaPartitions,
    replication: configuration.kafkaReplication ?? null,
    minInSync: configuration.kafkaMinInSync ?? null,
    retentionDays: configuration.kafkaRetentionDays,
    compression: configuration.kafkaCompression,
  };
}

function tlsOf(setting: string): KafkaSettings['tls'] {
  if (setting === 'off' || setting === 'on') return setting === 'on';
  try {
    return { ca: readFileSync(setting, 'utf8') };
  } catch (error) {
    const reason = (error as Error).message;
    throw refusal(`KAFKA_TLS: ${setting} cannot be read (${reason}): give off, on, or the path of a PEM file`);
  }
}

function signInOf({ kafkaSasl, kafkaUsername, kafkaPassword }: Configuration): KafkaSignIn | null {
  const given = [kafkaSasl, kafkaUsername, kafkaPassword].filter((one) => one !== undefined).length;
  if (given === 0) return null;
  if (kafkaSasl === undefined || kafkaUsername === undefined || kafkaPassword === undefined)
    throw refusal('KAFKA_SASL, KAFKA_USERNAME and KAFKA_PASSWORD go together: give all three, or none');
  return { mechanism: kafkaSasl, username: kafkaUsername, password: kafkaPassword };
}

function refusal(message: string): StartFailure {
  return new StartFailure('kafka.settings', message, 2);
}
