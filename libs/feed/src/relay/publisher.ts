import { CompressionTypes, type Kafka, type Message, type Producer } from 'kafkajs';
import { compressionOf } from '../kafka/kafka-client.js';
import type { KafkaSettings } from '../kafka/kafka-settings.js';

/**
 * Publishes batches, each acknowledged by all replicas of all its partitions before the next. After an error nobody knows
 * what arrived: the producer is let go, and whatever is published again by the next one is a repeat.
 */
export class Publisher {
  private producer: Producer | null = null;

  constructor(
    private readonly kafka: Kafka,
    private readonly settings: Pick<KafkaSettings, 'topic' | 'compression'>,
  ) {}

  /** Throws what the client throws. */
  async publish(messages: Message[]): Promise<void> {
    if (messages.length === 0) return;
    const { topic } = this.settings;
    try {
      const producer = (this.producer ??= await this.connect());
      for (const some of bySize(messages))
        await producer.sendBatch({
          acks: -1,
          timeout: ACKNOWLEDGED_MS,
          compression: some.length < COMPRESSED ? CompressionTypes.None : compressionOf(this.settings),
          topicMessages: [{ topic, messages: some }],
        });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { producer } = this;
    this.producer = null;
    // a producer that failed may fail to say goodbye
    await producer?.disconnect().catch(() => undefined);
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition!,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
    });
    try {
      await producer.connect();
    } catch (error) {
      // it may have reached some brokers; what goes wrong while it leaves them is said already
      await producer.disconnect().catch(() => undefined);
      throw error;
    }
    return producer;
  }
}

/**
 * Fewer records are sent as they are: each partition's part is compressed by itself, and with a handful of events, mostly
 * ciphertext, that costs relay, broker and every reader more than the bytes saved.
 */
const COMPRESSED = 200;
/** What a broker takes for a partition at once is 1 MiB unless it is told otherwise. */
const PARTITION_BYTES = 900_000;
/** Of a record besides its value: key and headers, at most. */
const AROUND_BYTES = 1_500;

/** Messages in their order, in parts that hold no more of a partition than a broker takes at once. */
export function bySize(messages: readonly Message[]): readonly Message[][] {
  const parts: Message[][] = [];
  let part: Message[] = [];
  let sizes = new Map<number, number>();
  for (const message of messages) {
    const partition = message.partition!;
    const bytes = AROUND_BYTES + (message.value === null ? 0 : Buffer.byteLength(message.value));
    const held = sizes.get(partition) ?? 0;
    if (held > 0 && held + bytes > PARTITION_BYTES) {
      parts.push(part);
      part = [];
      sizes = new Map();
    }
    part.push(message);
    sizes.set(partition, (sizes.get(partition) ?? 0) + bytes);
  }
  parts.push(part);
  return parts;
}

/** How long the broker may wait for its replicas. */
const ACKNOWLEDGED_MS = 10_000;
