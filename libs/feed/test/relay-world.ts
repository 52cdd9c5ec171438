import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Pool } from 'pg';
import { PostgresEventLog } from '#event-log';
import { touch, touching } from '#kernel/contracts';
import type { Position, RecordedEvent } from '#kernel';
import { createLogger, migrate } from '#platform';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { feedMigrations, readRelayRow, type KafkaSettings } from '../src/index.js';
import { kafkaClient, Relay, type RelayOptions } from '../src/kafka/index.js';
import { topicName } from './kafka-topic.js';
import { hear, readTopic, type Heard } from './topic-reader.js';

const root = join(__dirname, '../../..');
export const logger = createLogger({ level: 'silent' });

/** A relay in a process of its own. */
export interface RelayProcess {
  readonly child: ChildProcess;
  /** Its states so far: `leader`, `standby`, `away`. */
  readonly said: readonly string[];
  readonly ended: Promise<unknown>;
}

/** A log in PostgreSQL, a topic of its own, and relays between them. */
export class RelayWorld {
  private readonly relays: Relay[] = [];
  private readonly processes: RelayProcess[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly log: PostgresEventLog,
    readonly pool: Pool,
    readonly settings: KafkaSettings,
  ) {}

  static async make(brokers: string, more: Partial<KafkaSettings> = {}): Promise<RelayWorld> {
    const database = await testDatabase();
    await migrate(database.url, [feedMigrations]);
    const log = await PostgresEventLog.open({ url: database.url });
    return new RelayWorld(database, log, new Pool({ connectionString: database.url, max: 4 }), {
      brokers: [brokers],
      tls: false,
      sasl: null,
      topic: topicName(),
      partitions: 4,
      replication: null,
      minInSync: null,
      retentionDays: 7,
      compression: 'gzip',
      ...more,
    });
  }

  /** A relay of this process, started. */
  async relay(more: Partial<RelayOptions> = {}): Promise<Relay> {
    const { pool, log, settings } = this;
    const relay = new Relay({
      pool,
      log,
      settings,
      kafka: kafkaClient(settings, logger),
      from: 'start',
      logger,
      told: { published: () => undefined, stopped: () => undefined },
      leaseMs: 2_000,
      ...more,
    });
    this.relays.push(relay);
    await relay.start();
    return relay;
  }

  /** A relay in a process of its own. */
  process(): RelayProcess {
    const loader = pathToFileURL(join(root, 'test/typescript-loader.mjs')).href;
    const script = join(__dirname, 'relay-process.ts');
    const child = spawn(
      process.execPath,
      ['--import', loader, script, this.database.url, JSON.stringify(this.settings)],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const said: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
    const started = { child, said, ended: once(child, 'exit') };
    this.processes.push(started);
    return started;
  }

  async append(count: number): Promise<Position> {
    const made = Array.from({ length: count }, () => touch());
    for (let i = 0; i < made.length; i += 100) await this.log.appendAll(made.slice(i, i + 100).map(touching));
    return (await this.log.head()).position;
  }

  /** Waits until everything in the log is acknowledged. */
  async published(): Promise<Position> {
    const { position: head } = await this.log.head();
    await until(async () => ((await readRelayRow(this.pool, this.settings.topic))?.position ?? -1) >= head);
    return head;
  }

  /** What a reader makes of the topic. */
  async heard(after: Position = 0): Promise<Heard> {
    return hear(await readTopic(this.settings.brokers[0]!, this.settings.topic), this.settings.partitions, after);
  }

  /** Every event of the log after a position is in the topic, in order, and none is missing on the way. */
  async expectWhole(after: Position = 0): Promise<Heard> {
    const heard = await this.heard(after);
    const logged = await this.logged(after);
    const positions = [...heard.events.values()].flat().map((event) => event.position);
    expect(new Set(positions)).toEqual(new Set(logged.map((event) => event.position)));
    return heard;
  }

  async logged(after: Position = 0): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (let from = after; ;) {
      const page = await this.log.readAll({ after: from, limit: 5_000 });
      if (page.events.length === 0) return events;
      events.push(...page.events);
      from = page.scannedTo;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.relays.map((relay) => relay.stop()));
    for (const { child } of this.processes) child.kill('SIGKILL');
    await Promise.all(this.processes.map(({ ended }) => ended));
    await this.pool.end();
    await this.log.close();
    await this.database.close();
  }
}

/** Waits until something holds; fails after two minutes. */
export async function until(holds: () => boolean | Promise<boolean>, mostMs = 120_000): Promise<void> {
  for (const began = Date.now(); !(await holds());) {
    if (Date.now() - began > mostMs) throw new Error(`did not come to hold within ${mostMs} ms: ${String(holds)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
