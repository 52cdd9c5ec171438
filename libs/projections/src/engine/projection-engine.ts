import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import {
  EventReader,
  type EventCatalogue,
  type EventLog,
  type Feed,
  type LogIdentity,
  type Position,
  type ProjectionDefinition,
  type RecordedEvent,
  type Vault,
} from '#kernel';
import { identityModel } from '../identity/identity-model.js';
import { Building } from './building.js';
import { Decoder } from './decoder.js';
import { Gate } from './gate.js';
import { IdleMoves } from './idle-moves.js';
import { ReadinessLooks } from './readiness.js';
import { digest, type DigestKind, type TableDigest } from './digest.js';
import { GenerationStore, type RebuildProgress, type StoredGeneration } from './generation-store.js';
import type { AroundBatch, LaneWorking } from './lane-worker.js';
import { LogMismatch, mismatches } from './log-check.js';
import { RebuildStopped } from './rebuild.js';
import { Notices } from './notices.js';
import { Requests, type EngineRequest } from './requests.js';
import { Runner } from './runner.js';
import { definitionText, IDENTITY, readsIdentity, type Generation } from './tables.js';

/** What the engine tells whoever runs it. */
export interface EngineListener {
  moved?(projection: string): void;
  failed?(projection: string, error: unknown, retryMs: number): void;
  rebuilding?(projections: readonly string[], progress: RebuildProgress): void;
  swapped?(projections: readonly string[]): void;
  /** There is no role for analysts, and this database user may not make one. */
  noReader?(): void;
}

export interface EngineOptions {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly vault: Vault;
  readonly feed: Feed;
  readonly catalogue: EventCatalogue;
  /** Read models, without the identity map, which the engine adds. */
  readonly models: readonly ProjectionDefinition[];
  /** Names of the read models this process follows and builds; all of them unless told. Others are another process's. */
  readonly follows?: readonly string[];
  readonly laneOf: (event: RecordedEvent) => number;
  readonly listener?: EngineListener;
  /** Done around every batch that a read model follows the feed with. */
  readonly around?: AroundBatch;
  readonly batchSize?: number;
}

const FIRST_BUILD_RETRY_MS = 1_000;
const LONGEST_BUILD_RETRY_MS = 60_000;

/** The projection engine: keeps every read model's live generation up to date, rebuilds beside it, swaps, rolls back. */
export class ProjectionEngine {
  readonly definitions: readonly ProjectionDefinition[];
  readonly store: GenerationStore;
  private readonly working: LaneWorking;
  private readonly runners = new Map<string, Runner>();
  private readonly requests: Requests;
  private readonly notices: Notices;
  private readonly stopped = new AbortController();
  private busy: Promise<void> = Promise.resolve();

  constructor(private readonly options: EngineOptions) {
    this.definitions = [identityModel(options.catalogue), ...options.models];
    this.store = new GenerationStore(options.pool);
    const gate = Gate.of(options.pool, 0.5);
    this.working = {
      pool: options.pool,
      gate,
      idle: new IdleMoves(options.pool, gate, (error) => options.listener?.failed?.('idle', error, 0)),
      readiness: new ReadinessLooks(options.pool),
      log: options.log,
      vault: options.vault,
      feed: options.feed,
      decoder: new Decoder(new EventReader(options.catalogue)),
      laneOf: options.laneOf,
      ...(options.around === undefined ? {} : { around: options.around }),
    };
    this.requests = new Requests(options.pool, {
      // one that nobody knows is answered by whoever sees it first
      isMine: ({ projection }) => this.follows(projection) || !this.definitions.some((d) => d.name === projection),
      alone: (run) =>
        this.store.alone(
          'rebuild',
          (store) => run(({ kind, projection }) => this.carryOut(this.building(store), kind, projection)),
          () => true,
        ),
      tick: () => this.followLive(),
    });
    this.notices = new Notices(options.pool, (names) => this.heard(names));
  }

  private get stopping(): boolean {
    return this.stopped.signal.aborted;
  }

  private follows(projection: string): boolean {
    return this.options.follows?.includes(projection) ?? true;
  }

  /** Another process brought read models further, or swapped some. */
  private heard(names: ReadonlySet<string>): void {
    for (const runner of this.runners.values()) {
      if (names.has(runner.generation.definition.name)) runner.nudge('facts');
      if (names.has(IDENTITY)) runner.nudge('map');
    }
    // what fails now is looked at again with the requests
    if (names.has('') && !this.stopping) void this.followLive().catch(() => undefined);
  }

  private definition(name: string): ProjectionDefinition {
    const definition = this.definitions.find((d) => d.name === name);
    if (definition === undefined)
      throw new Error(`there is no read model ${name}; there are ${this.definitions.map((d) => d.name).join(', ')}`);
    return definition;
  }

  /**
   * Checks that the read models belong to this log, makes what is missing and follows the feed.
   * Read models that were never built, or whose definition is newer, are built beside whatever is live.
   * Throws LogMismatch when a checkpoint does not belong to this log: `throughline reconcile` mends.
   */
  async start(): Promise<void> {
    const identity = await this.options.log.identity();
    await this.checkLog(identity);
    await this.createEmpty(identity);
    await this.openToReaders();
    await this.followLive();
    if ((await this.toBuild()).length > 0) void this.buildMissing();
    this.notices.start();
    this.requests.start();
  }

  /** Finishes what is at hand and stops; a rebuild resumes at the next start. */
  async stop(): Promise<void> {
    this.stopped.abort();
    this.requests.stop();
    await this.notices.stop();
    await Promise.all([...this.runners.values()].map((runner) => runner.stop()));
    await this.busy;
    await this.requests.idle();
  }

  /** Analysts read what is live here, if there can be a role for them. */
  private async openToReaders(): Promise<void> {
    const live = (await this.generations()).filter((g) => g.state === 'live');
    if (!(await this.store.openLive(live))) this.options.listener?.noReader?.();
  }

  private async checkLog(identity: LogIdentity): Promise<void> {
    const wrong = await mismatches(this.options.pool, this.options.log, identity);
    if (wrong.length > 0) throw new LogMismatch(wrong);
  }

  /**
   * Throws away generations whose checkpoints do not belong to this log, and builds them anew from it: what mends read
   * models after an older log was restored. Returns the names of those. Call it on an engine that is not started.
   */
  async reconcile(): Promise<string[]> {
    const identity = await this.options.log.identity();
    const wrong = new Set((await mismatches(this.options.pool, this.options.log, identity)).map((m) => m.projection));
    if (wrong.size === 0) return [];
    const affected = this.definitions.filter(
      (d) =>
        wrong.has(d.name) ||
        (wrong.has(IDENTITY) && readsIdentity(d)) ||
        (wrong.size > 0 && d.name === IDENTITY && this.definitions.some((m) => wrong.has(m.name) && readsIdentity(m))),
    );
    const names = new Set(affected.map((d) => d.name));
    // what is live is still read until the swap, but nothing follows it any more
    await this.store.retire([...names]);
    const retired = (await this.store.all()).filter((g) => names.has(g.projection));
    await this.building(this.store).rebuild(affected);
    for (const g of retired) await this.store.drop(g.projection, g.generation);
    return [...names];
  }

  /** Runs what is live or catching up, which another process may have said, and stops what is not any more. */
  private async followLive(): Promise<void> {
    const stored = await this.generations();
    const wanted = stored.filter(
      (g) => this.follows(g.projection) && (g.state === 'live' || g.state === 'catching-up'),
    );
    for (const g of wanted) if (!this.stopping && !this.runners.has(`${g.projection} ${g.generation}`)) this.run(g);
    const keys = new Set(wanted.map((g) => `${g.projection} ${g.generation}`));
    const gone = [...this.runners].filter(([key]) => !keys.has(key));
    for (const [key] of gone) this.runners.delete(key);
    await Promise.all(gone.map(([, runner]) => runner.stop()));
  }

  /** An empty log: live at once, nothing to read. One process at a time. */
  private async createEmpty(log: LogIdentity): Promise<void> {
    await this.store.alone('create', async (store) => {
      if ((await this.options.log.head()).position === 0) await this.building(store).createAll(log);
    });
  }

  /** What is done to generations by a store: one of a turn, or that of an engine which nobody runs beside. */
  private building(store: GenerationStore): Building {
    const { pool, log, listener = {} } = this.options;
    return new Building(store, {
      pool,
      log,
      listener,
      working: this.working,
      definitions: this.definitions,
      definition: (name) => this.definition(name),
      stopping: () => this.stopping,
      generations: () => this.generations(),
      followLive: () => this.followLive(),
    });
  }

  /** Stored generations whose definition is this build's. */
  private async generations(): Promise<(StoredGeneration & Generation)[]> {
    const known = new Map(this.definitions.map((d) => [d.name, d]));
    return (await this.store.all()).flatMap((stored) => {
      const definition = known.get(stored.projection);
      if (definition === undefined || stored.definition !== definitionText(definition)) return [];
      return [{ ...stored, number: stored.generation, definition } as unknown as StoredGeneration & Generation];
    });
  }

  /** Read models followed here that have no live generation, or whose live one is of another definition and none was rolled back from. */
  private async toBuild(): Promise<ProjectionDefinition[]> {
    const stored = await this.store.all();
    return this.definitions.filter((definition) => {
      if (!this.follows(definition.name)) return false;
      const text = definitionText(definition);
      const own = stored.filter((g) => g.projection === definition.name);
      return !own.some((g) => g.definition === text && (g.state === 'live' || g.state === 'kept'));
    });
  }

  private run(generation: Generation): Runner {
    const { listener } = this.options;
    const runner = new Runner(
      generation,
      this.working,
      {
        moved: ({ definition }) => {
          if (definition.name === IDENTITY) for (const other of this.runners.values()) other.nudge('map');
          listener?.moved?.(definition.name);
        },
        failed: ({ definition }, error, retryMs) => listener?.failed?.(definition.name, error, retryMs),
      },
      this.options.batchSize,
    );
    this.runners.set(`${generation.definition.name} ${generation.number}`, runner);
    runner.start();
    return runner;
  }

  /** Builds what is missing until it is there: what fails is told, and tried again from where it was. */
  private async buildMissing(): Promise<void> {
    for (let retry = FIRST_BUILD_RETRY_MS; !this.stopping; retry = Math.min(retry * 2, LONGEST_BUILD_RETRY_MS)) {
      const built = await this.enqueue(async (building) => {
        const missing = await this.toBuild();
        if (missing.length > 0) await building.rebuild(missing);
      }, retry).then(
        () => true,
        (error: unknown) => error instanceof RebuildStopped,
      );
      if (built) return;
      await sleep(retry, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
  }

  /** Runs work once what was asked for before is done, while no other process rebuilds. A failure is told, with when it is tried again. */
  private enqueue(work: (building: Building) => Promise<void>, retryMs = 0): Promise<void> {
    const done = this.busy.then(async () => {
      if (this.stopping) throw new RebuildStopped('stopped');
      const ran = await this.store.alone(
        'rebuild',
        (store) => work(this.building(store)),
        () => this.stopping,
      );
      if (!ran) throw new RebuildStopped('stopped');
    });
    this.busy = done.catch((error: unknown) => {
      if (!(error instanceof RebuildStopped)) this.options.listener?.failed?.('rebuild', error, retryMs);
    });
    return done;
  }

  /** What was asked for, while no other process rebuilds anything. */
  private async carryOut(building: Building, kind: EngineRequest['kind'], projection: string): Promise<void> {
    const definition = this.definition(projection);
    if (kind === 'rollback') await building.goBack(projection);
    else {
      if (kind === 'retry') await this.checkLive(projection);
      await building.rebuild([definition]);
    }
  }

  /** Rebuilds read models beside the live ones and swaps; the identity map takes all that read it with it. Resolves after the swap. */
  rebuild(names: readonly string[]): Promise<void> {
    const wanted = names.map((name) => this.definition(name));
    return this.enqueue((building) => building.rebuild(wanted));
  }

  /**
   * Makes the generation before the live one live again, together with the others of its identity map. One of this
   * build's definition catches up first; another one shows what it held until a build that knows it runs.
   * Throws when there is none to go back to, or not all of them are there any more.
   */
  rollback(name: string): Promise<void> {
    this.definition(name);
    return this.enqueue((building) => building.goBack(name));
  }

  /** Tries the parked events of a read model again: when one can be read now, the model is rebuilt so that it enters at its own position. */
  async retry(name: string): Promise<void> {
    await this.checkLive(name);
    await this.rebuild([name]);
  }

  private async checkLive(name: string): Promise<void> {
    const live = (await this.generations()).find((g) => g.projection === name && g.state === 'live');
    if (live === undefined) throw new Error(`read model ${name} is not live in this build`);
  }

  /** Digests of a model's live generation. */
  async digest(name: string, kind: DigestKind): Promise<TableDigest[]> {
    const live = await this.store.live(name);
    if (live === null) throw new Error(`read model ${name} is not built yet`);
    return digest(this.options.pool, this.definition(name), live.generation, kind);
  }

  /**
   * Rebuilds models into generations of their own, without swapping, and digests them: what `verify` compares with live.
   * Nothing may be appended meanwhile. What an earlier one left that was interrupted is dropped first; one at a time.
   */
  async digestRebuilt(
    names: readonly string[],
    kind: DigestKind,
    report?: (progress: RebuildProgress) => void,
  ): Promise<Map<string, TableDigest[]>> {
    let digests = new Map<string, TableDigest[]>();
    await this.store.alone('compare', async (store) => {
      digests = await this.building(store).digestsOf(names, kind, report);
    });
    return digests;
  }

  /** Resolves when every live model of this build holds everything up to a position, or the head. */
  async drained(position?: Position): Promise<void> {
    const target = position ?? (await this.options.log.head()).position;
    for (;;) {
      const live = (await this.generations()).filter((g) => g.state === 'live');
      const positions = await Promise.all(live.map((g) => this.store.position(g.projection, g.generation)));
      if (live.length > 0 && positions.every((p) => p >= target)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
