import type { KafkaMessage } from 'kafkajs';
import { sourceOf } from './kafka-record.js';

/** What the relay's row says of a topic: whose events it holds, and since which replacement of the log. */
export interface TopicTruth {
  readonly logId: string;
  readonly feedEpoch: number;
  /** How many partitions its relay publishes to; 0 before it published anything. */
  readonly partitions: number;
}

/** How often the row is read again because of records of a greater epoch, at most. */
const AGAIN_MS = 500;

/** Which records of a topic are to be believed: those of the log and the epoch that the relay's row names. */
export class FeedEpoch {
  private source: Buffer = Buffer.alloc(0);
  private epoch = -1;
  private readAt = -Infinity;

  constructor(
    private readonly topic: string,
    private readonly logId: () => Promise<string>,
    private readonly read: () => Promise<TopicTruth | null>,
  ) {}

  /**
   * Reads the row; answers how many partitions the relay publishes to, 0 where that is not known yet. Throws where there is
   * none, or it is another log's: nothing of the topic is believed then.
   */
  async refresh(): Promise<number> {
    this.readAt = performance.now();
    const truth = await this.read();
    if (truth === null)
      throw new Error(
        `no relay has published to the topic ${this.topic} yet: start one, or give in THROUGHLINE_KAFKA_TOPIC the name of the topic that it publishes to`,
      );
    if (truth.logId !== (await this.logId()))
      throw new Error(
        `the topic ${this.topic} holds events of log ${truth.logId}, which is not this one: give this one a topic of its own in THROUGHLINE_KAFKA_TOPIC`,
      );
    this.source = sourceOf(truth.logId);
    this.epoch = truth.feedEpoch;
    return truth.partitions;
  }

  /** Whether the row may be newer than what is known of it. */
  isSurpassedBy(epoch: number): boolean {
    return epoch > this.epoch && performance.now() - this.readAt >= AGAIN_MS;
  }

  /** Whether a record of an epoch is of the log and of the epoch in force. */
  believes({ headers }: Pick<KafkaMessage, 'headers'>, epoch: number): boolean {
    const source = headers?.['ce_source'];
    return epoch === this.epoch && Buffer.isBuffer(source) && source.equals(this.source);
  }
}
