import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { Pool } from 'pg';
import { LogReplaced, type EventLog, type Position } from '#kernel';
import { Lease, LeaseLost, StartFailure, type Logger, type Tracing } from '#platform';
import type { KafkaSettings } from '../kafka/kafka-settings.js';
import { sourceOf } from '../kafka/kafka-record.js';
import { ensureTopic } from '../kafka/kafka-topic.js';
import { Leading } from './leading.js';
import { Places } from './places.js';
import { Publisher } from './publisher.js';
import type { RelayTold } from './relay-told.js';
import { beginRelayRow, isOfLog, readRelayRow, RelayForeign, relayTerms, type RelayRow } from './relay-row.js';

/** What a relay works on. */
export interface RelayOptions {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly kafka: Kafka;
  readonly settings: KafkaSettings;
  /** Where a new topic begins: at the log's end, or at its start. */
  readonly from: 'head' | 'start';
  readonly logger: Logger;
  readonly told: RelayTold;
  /** Where spans of batches go that traced requests recorded; nowhere unless told. */
  readonly tracing?: Tracing;
  /** How long a leader that is not heard of keeps a standby waiting, in milliseconds. */
  readonly leaseMs?: number;
}

/** Leads: publishes; `standby`: another does; `away`: tries again because of an error. */
export type RelayState =
  | { readonly status: 'standby' }
  | { readonly status: 'leader'; readonly position: Position; readonly silentMs: number }
  | { readonly status: 'away'; readonly reason: string };

const STANDBY_MS = 500;
const LONGEST_BACK_OFF_MS = 5_000;

/**
 * Follows the log and publishes it to the topic, in order, one batch after the other. Several may run: one leads, under a
 * lease, the others stand by. The checkpoint moves after the acknowledgement, so what is published twice is a repeat,
 * which readers know by its position; nothing is left out.
 */
export class Relay {
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private leading: Leading | null = null;
  private trouble: string | null = null;
  private checked = false;

  constructor(private readonly options: RelayOptions) {}

  /** Checks the topic, then begins to lead or to stand by. Throws StartFailure where the topic is not as it must be. */
  async start(): Promise<void> {
    await this.checkTopic().catch((error: unknown) => {
      if (error instanceof StartFailure) throw error;
      // a broker that is away comes back: said by health meanwhile
      this.failed(error, 0);
    });
    this.running = this.keepRunning();
  }

  /** Finishes the batch at hand and lets a standby take over. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  state(): RelayState {
    if (this.trouble !== null) return { status: 'away', reason: this.trouble };
    if (this.leading === null) return { status: 'standby' };
    return { status: 'leader', position: this.leading.position, silentMs: this.leading.silentMs() };
  }

  private async keepRunning(): Promise<void> {
    let backOff = 100;
    while (!this.stopped.signal.aborted) {
      try {
        await this.checkTopic();
        await this.run(() => {
          this.trouble = null;
          backOff = 100;
        });
      } catch (error) {
        if (error instanceof RelayForeign || error instanceof LogReplaced || error instanceof StartFailure) {
          this.trouble = error.message;
          this.options.told.stopped(error);
          return;
        }
        // a topic that is gone is made again, one that was changed is looked at
        this.checked = false;
        if (error instanceof LeaseLost) this.options.logger.warn(error.message);
        else this.failed(error, backOff);
        await this.pause(backOff);
        backOff = Math.min(backOff * 2, LONGEST_BACK_OFF_MS);
      }
    }
  }

  private failed(error: unknown, nextTryMs: number): void {
    this.trouble = error instanceof Error ? error.message : String(error);
    this.options.logger.warn({ err: error, nextTryMs }, 'The relay could not go on; trying again');
  }

  private async checkTopic(): Promise<void> {
    if (this.checked) return;
    const { kafka, settings, logger } = this.options;
    await ensureTopic(kafka, settings, logger);
    this.checked = true;
  }

  private async run(progressed: () => void): Promise<void> {
    const { pool, settings, leaseMs } = this.options;
    const terms = relayTerms(settings.topic, leaseMs);
    const held = await Lease.acquire(pool, terms);
    if (held === null) {
      progressed();
      return this.pause(STANDBY_MS);
    }
    try {
      await this.lead({ terms, held }, progressed);
    } finally {
      this.leading = null;
      // a lease that cannot be released ends by itself
      await held.release().catch(() => undefined);
    }
  }

  private async lead(
    lease: { readonly terms: ReturnType<typeof relayTerms>; readonly held: Lease },
    progressed: () => void,
  ): Promise<void> {
    const { pool, log, kafka, settings, logger, told, tracing } = this.options;
    const row = await this.row();
    const places = new Places(row, settings.partitions, sourceOf(row.logId));
    const publisher = new Publisher(kafka, settings);
    logger.info({ topic: settings.topic, after: row.position, epoch: lease.held.epoch }, 'Publishes the log');
    const ending = this.stopped.signal;
    this.leading = new Leading({ pool, log, places, publisher, lease, told, tracing, ending, progressed });
    try {
      await this.leading.run();
    } finally {
      await publisher.close();
    }
  }

  /** The row of the topic; a new topic gets one. Throws RelayForeign. */
  private async row(): Promise<RelayRow> {
    const { pool, log, settings, from } = this.options;
    const identity = await log.identity();
    const known = await readRelayRow(pool, settings.topic);
    if (known === null) {
      const at = from === 'head' ? await log.head() : { position: 0, event: null };
      await beginRelayRow(pool, settings.topic, { identity, at });
      return this.row();
    }
    if (!(await isOfLog(known, log, identity))) throw new RelayForeign(settings.topic);
    return known;
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopped.signal }).catch(() => undefined);
  }
}
