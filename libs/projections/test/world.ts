import { Pool } from 'pg';
import { catalogue, companyDescribed, contactDescribed, contactGrouped, touchpointRecorded } from '#journey';
import { MemoryEventLog, MemoryVault } from '#event-log';
import { laneOfEvent, LogTailFeed } from '#feed';
import {
  amend,
  dataSubjectOf,
  importUndone,
  makeIds,
  sealEvent,
  touchStream,
  withdrawn,
  type Envelope,
  type EventCatalogue,
  type EventId,
  type EventLog,
  type Feed,
  type Happening,
  type NewEvent,
  type NodeId,
  type ProjectionDefinition,
  type RecordedEvent,
} from '#kernel';
import { migrate } from '#platform';
import { testDatabaseLike } from '#platform/testing';
import { models, ProjectionEngine, projectionMigrations, type EngineListener } from '../src/index.js';

/** Seeded numbers below 1: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Who a test's person is: which identifiers an event names, strongest first. */
export interface Who {
  readonly user?: string;
  readonly email?: string;
  readonly anonymous?: string;
  /** Companies' identifiers it is seen with. */
  readonly group?: string;
  readonly domain?: string;
}

const metadata = { actor: { kind: 'key', id: 'test' } } as const;

/** A server that was not set up for tests lets a hundred in, all test files that run together. */
const OF_A_WORLD = 10;
const OF_AN_ENGINE = 4;

function connectedTo(url: string, max: number): Pool {
  const pool = new Pool({ connectionString: url, max, pipeline: true });
  // a connection that ends with its database is no news to a test
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function migrated(url: string): Promise<void> {
  await migrate(url, [projectionMigrations]);
}

async function begun(url: string): Promise<void> {
  await migrated(url);
  const world = World.over(url);
  try {
    await world.engine().start();
  } finally {
    await world.close();
  }
}

/** A log in memory, a real database for the read models, and short words for what happens. */
export class World {
  readonly ids = makeIds(Buffer.alloc(32, 3));
  readonly vault = new MemoryVault();
  readonly catalogue: EventCatalogue = catalogue;
  readonly log: EventLog;
  private message = 0;
  /** Each with the connections it has for itself. */
  private readonly engines = new Map<ProjectionEngine, Pool | null>();
  private readonly feeds: Feed[] = [];

  private constructor(
    readonly url: string,
    readonly pool: Pool,
    private readonly drop: () => Promise<void>,
    log?: EventLog,
  ) {
    this.log = log ?? new MemoryEventLog();
  }

  /** Nothing is built yet: an engine over a log with events begins with a rebuild. */
  static async make(log?: EventLog): Promise<World> {
    const { url, close } = await testDatabaseLike('migrated', migrated);
    return World.over(url, log, close);
  }

  /** The read models of this build are live, over an empty log: as after the first start. */
  static async begun(log?: EventLog): Promise<World> {
    const { url, close } = await testDatabaseLike('begun', begun);
    const world = World.over(url, log, close);
    const { id, epoch } = await world.log.identity();
    await world.pool.query('update read.generation set log_id = $1, log_epoch = $2', [id, epoch]);
    return world;
  }

  /** The read models of a database that is there already. */
  static over(url: string, log?: EventLog, drop: () => Promise<void> = () => Promise.resolve()): World {
    return new World(url, connectedTo(url, OF_A_WORLD), drop, log);
  }

  /** Another set of read models over the same log, not built yet. */
  async beside(): Promise<World> {
    return this.alike(await World.make(this.log));
  }

  /** Another set of read models over the same log, live at its beginning. */
  async begunBeside(): Promise<World> {
    return this.alike(await World.begun(this.log));
  }

  private alike(other: World): World {
    return Object.assign(other, { vault: this.vault, ids: this.ids });
  }

  async close(): Promise<void> {
    for (const engine of this.engines.keys()) await this.stop(engine);
    for (const feed of this.feeds) await feed.close();
    await this.pool.end();
    await this.drop();
  }

  engine(
    options: {
      readonly feed?: Feed;
      readonly follows?: readonly string[];
      readonly models?: readonly ProjectionDefinition[];
      readonly listener?: EngineListener;
      readonly batchSize?: number;
      readonly catalogue?: EventCatalogue;
    } = {},
  ): ProjectionEngine {
    const feed = options.feed ?? new LogTailFeed(this.log);
    this.feeds.push(feed);
    // engines are processes of their own: what the others do they hear from the database
    const own = this.engines.size === 0 ? null : connectedTo(this.url, OF_AN_ENGINE);
    const engine = new ProjectionEngine({
      models,
      ...options,
      pool: own ?? this.pool,
      log: this.log,
      vault: this.vault,
      feed,
      catalogue: options.catalogue ?? this.catalogue,
      laneOf: laneOfEvent,
    });
    this.engines.set(engine, own);
    return engine;
  }

  async stop(engine: ProjectionEngine): Promise<void> {
    const own = this.engines.get(engine);
    this.engines.delete(engine);
    await engine.stop();
    await own?.end();
  }

  nodes(who: Who): {
    profile: NodeId;
    others: NodeId[];
    identifiers: { kind: string; namespace: string; value: string }[];
    companies: { kind: string; namespace: string; value: string }[];
  } {
    const identifiers = (['user', 'email', 'anonymous'] as const).flatMap((kind) =>
      who[kind] === undefined ? [] : [{ kind, namespace: '', value: who[kind] }],
    );
    const companies = [
      ...(who.group === undefined ? [] : [{ kind: 'company', namespace: who.group.split('/')[0]!, value: who.group }]),
      ...(who.domain === undefined ? [] : [{ kind: 'domain', namespace: '', value: who.domain }]),
    ];
    const nodes = [...identifiers, ...companies].map(({ kind, namespace, value }) =>
      this.ids.node(kind, namespace, value),
    );
    return { profile: nodes[0]!, others: nodes.slice(1), identifiers, companies };
  }

  private async seal(
    happening: Happening,
    options: { readonly messageId?: string; readonly import?: string } = {},
  ): Promise<NewEvent> {
    const messageId = options.messageId ?? `m${++this.message}`;
    const subject = dataSubjectOf(happening);
    const keys = await this.vault.ensure(subject === null ? [] : [subject]);
    const imported = options.import === undefined ? {} : { import: options.import, origin: 'history' as const };
    return sealEvent(
      happening,
      this.ids.event('test', messageId),
      null,
      { ...metadata, source: { name: 'test', messageId }, ...imported },
      this.ids,
      keys,
    );
  }

  async touch(
    who: Who,
    at: string,
    says: Record<string, unknown> = {},
    options: { readonly messageId?: string; readonly import?: string } = {},
  ): Promise<NewEvent> {
    const { profile, others, identifiers, companies } = this.nodes(who);
    const payload = {
      channel: 'email',
      kind: 'opened',
      direction: 'in',
      title: 'Hello',
      ...says,
      identifiers,
      companies,
    };
    return this.seal(
      touchpointRecorded.of({ profile, others }, payload as never, { when: { precision: 'instant', at } }),
      options,
    );
  }

  /** A source states something of somebody, at an instant or on a day. */
  async describe(
    who: Who,
    at: string,
    traits: Record<string, string>,
    options: { readonly messageId?: string; readonly import?: string } = {},
  ): Promise<NewEvent> {
    const { profile, others, identifiers, companies } = this.nodes(who);
    return this.seal(
      contactDescribed.of(
        { profile, others },
        { traits, identifiers, companies },
        { when: { precision: at.length === 10 ? 'day' : 'instant', at } },
      ),
      options,
    );
  }

  /** A source puts somebody into a group, which `who` names. */
  async group(who: Who & { readonly group: string }, at: string, companyName?: string): Promise<NewEvent> {
    const { profile, others, identifiers, companies } = this.nodes(who);
    const said = { group: who.group, ...(companyName === undefined ? {} : { companyName }), identifiers, companies };
    return this.seal(contactGrouped.of({ profile, others }, said, { when: { precision: 'instant', at } }));
  }

  /** A source says something of a company, which `who` names. */
  async company(
    who: Pick<Who, 'group' | 'domain'>,
    at: string,
    fields: Readonly<Record<string, string>>,
    parent?: string,
    options: { readonly import?: string } = {},
  ): Promise<NewEvent> {
    const { profile, others, companies } = this.nodes(who);
    const above = parent === undefined ? null : this.nodes({ group: parent });
    return this.seal(
      companyDescribed.of(
        { profile, others, ...(above === null ? {} : { parent: above.profile }) },
        { fields, companies: [...companies, ...(above?.companies ?? [])] },
        { when: { precision: 'instant', at } },
      ),
      options,
    );
  }

  private targetOf(target: NewEvent): { subject: string; envelope: Envelope } {
    return { subject: target.subject, envelope: JSON.parse(target.text) as Envelope };
  }

  withdraw(target: NewEvent): Promise<NewEvent> {
    return this.seal(
      withdrawn.of({ subject: target.subject }, { target: target.id, targetStream: touchStream(target.id) }),
    );
  }

  async amend(target: NewEvent, payload: Record<string, unknown>): Promise<NewEvent> {
    const { envelope } = this.targetOf(target);
    const definition = this.catalogue.find(target.type)!;
    const id = this.ids.event('test', `m${++this.message}`);
    const keys = await this.vault.ensure([envelope.about[definition.dataSubject] as NodeId]);
    return amend(
      envelope,
      definition,
      { payload },
      id,
      { ...metadata, source: { name: 'test', messageId: id } },
      this.ids,
      keys,
    );
  }

  /** Seals any happening. */
  other(
    happening: Happening,
    options: { readonly messageId?: string; readonly import?: string } = {},
  ): Promise<NewEvent> {
    return this.seal(happening, options);
  }

  undo(imported: string): Promise<NewEvent> {
    return this.seal(importUndone.of({ import: imported }, {}));
  }

  async append(...events: readonly NewEvent[]): Promise<void> {
    for (let i = 0; i < events.length; i += 500) {
      const outcomes = await this.log.appendAll(
        events
          .slice(i, i + 500)
          .map((event) => ({ stream: touchStream(event.id), events: [event], expected: 'none' as const })),
      );
      for (const outcome of outcomes) if (outcome.kind !== 'appended') throw new Error(JSON.stringify(outcome));
    }
  }

  async recorded(): Promise<readonly RecordedEvent[]> {
    return (await this.log.readAll({ after: 0, limit: 1_000_000 })).events;
  }

  /** Digests of every model by name, as text. */
  async digests(engine: ProjectionEngine, kind: 'now' | 'all'): Promise<Record<string, string>> {
    const all: Record<string, string> = {};
    for (const { name } of engine.definitions)
      for (const { table, rows, hash } of await engine.digest(name, kind)) all[`${name}.${table}`] = `${rows} ${hash}`;
    return all;
  }

  contactOf(who: Who): Promise<string | null> {
    const { profile } = this.nodes(who);
    return this.pool
      .query<{ contact: string }>('select contact from read.identity_map where node = $1 and until_position is null', [
        profile,
      ])
      .then((r) => r.rows[0]?.contact ?? null);
  }

  id(messageId: string): EventId {
    return this.ids.event('test', messageId);
  }
}
