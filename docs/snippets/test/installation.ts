import { Pool } from 'pg';
import { automationMigrations, ReactionEngine } from '#automation';
import { MemoryEventLog, MemoryQuarantine, MemoryVault } from '#event-log';
import { laneOfEvent, LogTailFeed } from '#feed';
import { IntakeService, type Receipt } from '#intake';
import { EVENTS } from '#journey';
import {
  EventCatalogue,
  makeIds,
  sealEvent,
  TAKING_BACK,
  TIMING,
  touchStream,
  withdrawn,
  type ConnectorDefinition,
  type Delivery,
  type EventId,
  type NodeId,
  type RecordedEvent,
} from '#kernel';
import { migrate } from '#platform';
import { testDatabase } from '#platform/testing';
import { ProjectionEngine, projectionMigrations, ReadModels } from '#projections';
import { KpiEngine, QueryEngine } from '#queries';
import { advocateShare } from '../advocate-share.js';
import { referralMade } from '../referral-made.js';
import { referralRewards, rewardedShare } from '../referral-rewards.js';
import { referrals } from '../referrals-model.js';
import { referralTool } from '../referrals-connector.js';
import { expireReward, grantReward, rewardExpired, rewardGranted, rewardReferral } from '../reward-referral.js';

/** An installation that knows the definitions of the how-to pages, on a log in memory and a database of its own. */
export class Installation {
  readonly ids = makeIds(Buffer.alloc(32, 5));
  readonly log = new MemoryEventLog();
  readonly vault = new MemoryVault();
  readonly quarantine = new MemoryQuarantine();
  readonly catalogue = new EventCatalogue([
    ...EVENTS,
    referralMade,
    rewardGranted,
    rewardExpired,
    ...TAKING_BACK,
    ...TIMING,
  ]);
  readonly queries: QueryEngine;
  readonly kpis: KpiEngine;
  readonly projections: ProjectionEngine;
  readonly troubles: unknown[] = [];
  /** What timers take for now, epoch milliseconds. */
  now = Date.now();
  private readonly feed = new LogTailFeed(this.log);
  private readonly reactions: ReactionEngine;
  private readonly intake: IntakeService;

  private constructor(
    readonly pool: Pool,
    private readonly drop: () => Promise<void>,
  ) {
    const { log, vault, ids, catalogue, feed } = this;
    this.intake = new IntakeService({ log, vault, ids, quarantine: this.quarantine });
    this.queries = new QueryEngine({ pool, log, vault, readModels: new ReadModels(pool), zone: 'UTC' });
    this.kpis = new KpiEngine(this.queries, [advocateShare, referralRewards, rewardedShare]);
    this.projections = new ProjectionEngine({
      pool,
      log,
      vault,
      feed,
      catalogue,
      models: [referrals],
      laneOf: laneOfEvent,
      listener: { failed: (_projection, error) => void this.troubles.push(error) },
    });
    this.reactions = new ReactionEngine({
      pool,
      log,
      vault,
      ids,
      feed,
      catalogue,
      reactions: [rewardReferral],
      decisions: [grantReward, expireReward],
      clock: () => this.now,
      told: {
        forbidden: (_reaction, _event, rule) => void this.troubles.push(rule),
        parked: (_reaction, _event, error) => void this.troubles.push(error),
        trouble: (error) => void this.troubles.push(error),
      },
    });
  }

  /** Makes the database and follows the log. */
  static async start(): Promise<Installation> {
    const { url, close } = await testDatabase();
    await migrate(url, [projectionMigrations, automationMigrations]);
    const pool = new Pool({ connectionString: url, max: 16 });
    // connections that end with their database are no news
    pool.on('error', () => undefined);
    const made = new Installation(pool, close);
    await made.projections.start();
    return made;
  }

  async close(): Promise<void> {
    await this.reactions.stop();
    await this.projections.stop();
    await this.feed.close();
    await this.pool.end();
    await this.drop();
  }

  /** Lets reactions count from here on. */
  async activateReactions(): Promise<void> {
    this.reactions.start();
    await this.recorded('reaction-activated', 1);
  }

  /** Delivers a body as the HTTP edge would, once it was authenticated. */
  deliver(body: unknown, through: ConnectorDefinition = referralTool): Promise<Receipt> {
    const delivery: Delivery = {
      body,
      raw: Buffer.from(JSON.stringify(body)),
      path: through.paths[0]!,
      arrivedAt: Date.now(),
      header: () => undefined,
      headerNames: () => [],
    };
    return this.intake.accept(through.read(delivery), { id: 'k1', source: 'tool' }, { arrivedAt: delivery.arrivedAt });
  }

  /** The id of the event that a message of the tool became. */
  eventId(messageId: string): EventId {
    return this.ids.event('tool', messageId);
  }

  node(email: string): NodeId {
    return this.ids.node('email', '', email);
  }

  /** Takes an event back, as a decision of a person would. */
  async withdraw(target: EventId, subject: string): Promise<void> {
    const id = this.ids.event('test', `withdraw ${target}`);
    const happening = withdrawn.of({ subject }, { target, targetStream: touchStream(target) });
    const metadata = { actor: { kind: 'person', id: 'p1' }, source: { name: 'test', messageId: id } } as const;
    const event = sealEvent(happening, id, null, metadata, this.ids, { get: () => undefined });
    await this.log.append(touchStream(id), [event], 'none');
  }

  /** Waits until so many events of a type are in the log. */
  async recorded(type: string, count: number): Promise<readonly RecordedEvent[]> {
    for (;;) {
      const { events } = await this.log.readAll({ after: 0, types: [type], limit: 1_000 });
      if (events.length >= count) return events;
      if (this.troubles.length > 0) throw this.troubles[0];
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Waits until the read models hold everything. */
  drained(): Promise<void> {
    return this.projections.drained();
  }
}
