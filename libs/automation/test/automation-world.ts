import { Pool } from 'pg';
import { MemoryEventLog, MemoryVault } from '#event-log';
import { LogTailFeed } from '#feed';
import { addPerson, catalogue, DECISIONS, issueSignInLink, useSignInLink } from '#journey';
import {
  ask,
  makeIds,
  type AnyDecision,
  type Asker,
  type Envelope,
  type EventCatalogue,
  type EventLog,
  type ReactionDefinition,
  type RecordedEvent,
} from '#kernel';
import { migrate } from '#platform';
import { testDatabase } from '#platform/testing';
import { automationMigrations, Decisions, ReactionEngine } from '../src/index.js';
import { expireSignInLinkInTime } from '../src/reactions/expire-sign-in-link.js';

/** Waiting that would never end fails instead; far beyond what anything here takes. */
const PATIENCE_MS = 20_000;

/** A log in memory, a real database for what reactions remember, a clock that is set, and short words for commands. */
export class AutomationWorld {
  readonly log: EventLog = new MemoryEventLog();
  readonly vault = new MemoryVault();
  readonly ids = makeIds(Buffer.alloc(32, 5));
  readonly decisions: Decisions;
  readonly told: string[] = [];
  now = Date.parse('2026-03-01T09:00:00.000Z');
  private readonly engines: { engine: ReactionEngine; feed: LogTailFeed }[] = [];

  private constructor(
    readonly pool: Pool,
    private readonly drop: () => Promise<void>,
  ) {
    const { log, vault, ids } = this;
    this.decisions = new Decisions({ log, vault, ids, catalogue, clock: () => this.now });
  }

  static async make(): Promise<AutomationWorld> {
    const { url, close } = await testDatabase();
    await migrate(url, [automationMigrations]);
    const pool = new Pool({ connectionString: url, max: 10 });
    const world = new AutomationWorld(pool, close);
    pool.on('error', (error) => world.told.push(`connection: ${error.message}`));
    return world;
  }

  async close(): Promise<void> {
    for (const { engine, feed } of this.engines) {
      await engine.stop();
      await feed.close();
    }
    await this.pool.end();
    await this.drop();
  }

  /** An engine over this log, started. */
  start(
    options: {
      readonly reactions?: readonly ReactionDefinition[];
      readonly decisions?: readonly AnyDecision[];
      readonly catalogue?: EventCatalogue;
      readonly asker?: Asker;
      readonly log?: EventLog;
      readonly pool?: Pool;
    } = {},
  ): ReactionEngine {
    const log = options.log ?? this.log;
    const feed = new LogTailFeed(log, { pollMs: 50 });
    const engine = new ReactionEngine({
      pool: this.pool,
      log,
      vault: this.vault,
      ids: this.ids,
      feed,
      catalogue,
      reactions: [expireSignInLinkInTime],
      decisions: DECISIONS,
      clock: () => this.now,
      told: {
        forbidden: (reaction, _event, rule) => this.told.push(`${reaction} forbidden: ${rule.code}`),
        parked: (reaction) => this.told.push(`${reaction} parked`),
        trouble: (error) => this.told.push(`trouble: ${String(error)}`),
      },
      ...options,
    });
    this.engines.push({ engine, feed });
    engine.start();
    return engine;
  }

  /** Adds somebody and gives them a link. */
  async issueLink(linkHash: string, expiresAt: string, person = this.person): Promise<void> {
    const by = { kind: 'system', id: 'test' } as const;
    await this.decisions.run(ask(addPerson, person, { email: 'ann@example.com', role: 'reader' }), {
      by,
      commandId: `add ${person}`,
    });
    await this.decisions.run(ask(issueSignInLink, person, { linkHash, expiresAt }), {
      by,
      commandId: `issue ${linkHash}`,
    });
  }

  async useLink(linkHash: string, person = this.person): Promise<void> {
    await this.decisions.run(ask(useSignInLink, person, { linkHash }), {
      by: { kind: 'person', id: person },
      commandId: `use ${linkHash}`,
    });
  }

  readonly person = this.ids.node('person', 'staff', 'ann@example.com');

  async recorded(...types: readonly string[]): Promise<readonly RecordedEvent[]> {
    return (await this.log.readAll({ after: 0, types, limit: 1_000 })).events;
  }

  /** Resolves once the log holds so many events of a type. */
  async until(type: string, count: number): Promise<readonly Envelope[]> {
    for (const end = Date.now() + PATIENCE_MS; ;) {
      const events = await this.recorded(type);
      if (Date.now() > end) throw new Error(`${events.length} ${type}, not ${count}; told: ${this.told.join('; ')}`);
      if (events.length >= count) return events.map((event) => JSON.parse(event.text) as Envelope);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Resolves once the engine has seen everything that is in the log now. */
  async caughtUp(): Promise<void> {
    const { position } = await this.log.head();
    for (const end = Date.now() + PATIENCE_MS; ;) {
      if (Date.now() > end) throw new Error(`reactions stay behind; told: ${this.told.join('; ')}`);
      const { rows } = await this.pool.query<{ behind: boolean }>(
        `SELECT bool_or(p < $1) AS behind FROM automation.checkpoint, unnest(positions) AS p`,
        [position],
      );
      if (rows[0]?.behind === false) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
