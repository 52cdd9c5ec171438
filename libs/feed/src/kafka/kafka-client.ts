import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import kafkajs, { CompressionTypes, Kafka, logLevel, type LogEntry, type SASLOptions } from 'kafkajs';
import type { Logger } from '#platform';
import type { KafkaSettings } from './kafka-settings.js';

/** Makes a client of the cluster; it connects when something is asked of it. */
export function kafkaClient(settings: Pick<KafkaSettings, 'brokers' | 'tls' | 'sasl'>, logger: Logger): Kafka {
  const { brokers, tls, sasl } = settings;
  return new Kafka({
    clientId: 'throughline',
    brokers: [...brokers],
    ssl: typeof tls === 'boolean' ? tls : { ca: [tls.ca] },
    ...(sasl === null ? {} : { sasl: sasl as SASLOptions }),
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    enforceRequestTimeout: true,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 4 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => write(logger, entry),
  });
}

/** The compression of what is published. */
export function compressionOf({ compression }: Pick<KafkaSettings, 'compression'>): CompressionTypes {
  return compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None;
}

/**
 * Whoever asked is told of an error in any case, and decides what it means: what the client says by itself on the way is
 * worth less. Only fields known to hold no payload are taken over.
 */
function write(logger: Logger, { level, namespace, log }: LogEntry): void {
  const { message, broker, groupId, error } = log as Record<string, unknown>;
  const fields = { kafka: namespace, broker, groupId, reason: error };
  if (level <= logLevel.ERROR) logger.warn(fields, String(message));
  else logger.debug(fields, String(message));
}

const pack = promisify<Buffer, { level: number }, Buffer>(gzip);
const unpack = promisify<Buffer, Buffer>(gunzip);

/** The lowest level: events are mostly ciphertext; the client's own choice takes a quarter more CPU for a hundredth less. */
const LEVEL = 1;

/** The client keeps its codecs in a table of its module. */
kafkajs.CompressionCodecs[CompressionTypes.GZIP] = () => ({
  compress: ({ buffer }: { readonly buffer: Buffer }) => pack(buffer, { level: LEVEL }),
  decompress: (buffer: Buffer) => unpack(buffer),
});
