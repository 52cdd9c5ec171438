import type { Pool } from 'pg';
import type { EventLog, LogIdentity, Position, ProjectionDefinition } from '#kernel';
import { digest, type DigestKind, type TableDigest } from './digest.js';
import type { GenerationStore, RebuildProgress, StoredGeneration } from './generation-store.js';
import { goingBack } from './going-back.js';
import type { LaneWorking } from './lane-worker.js';
import { Rebuild, RebuildStopped } from './rebuild.js';
import { definitionText, IDENTITY, readsIdentity, type Generation } from './tables.js';

/** Where generations are built: what an engine knows, and what goes on there meanwhile. */
export interface Site {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly working: LaneWorking;
  readonly definitions: readonly ProjectionDefinition[];
  /** Throws for a name that no definition has. */
  readonly definition: (name: string) => ProjectionDefinition;
  readonly stopping: () => boolean;
  /** Stored generations whose definition is this build's. */
  readonly generations: () => Promise<readonly (StoredGeneration & Generation)[]>;
  /** Runs what is live or catching up, and stops what is not any more. */
  readonly followLive: () => Promise<void>;
  readonly listener: {
    rebuilding?(projections: readonly string[], progress: RebuildProgress): void;
    swapped?(projections: readonly string[]): void;
  };
}

/** What is done to generations, by the store of a turn or of an engine that nobody runs beside: made, filled, swapped, gone back to, compared. */
export class Building {
  constructor(
    private readonly store: GenerationStore,
    private readonly site: Site,
  ) {}

  /** Makes what is not live yet, of an empty log: live at once, nothing to read. */
  async createAll(log: LogIdentity): Promise<void> {
    const live = new Set((await this.store.all()).filter((g) => g.state === 'live').map((g) => g.projection));
    const created: { definition: ProjectionDefinition; generation: number }[] = [];
    for (const definition of this.site.definitions) {
      if (live.has(definition.name)) continue;
      const map =
        created.find((c) => c.definition.name === IDENTITY)?.generation ??
        (await this.store.live(IDENTITY))?.generation ??
        null;
      created.push({
        definition,
        generation: await this.store.create(definition, log, readsIdentity(definition) ? map : null, true),
      });
    }
    if (created.length > 0) await this.store.swap(created);
  }

  /** Builds read models beside the live ones and swaps; the identity map takes all that read it with it. Resolves after the swap. */
  async rebuild(wanted: readonly ProjectionDefinition[]): Promise<void> {
    const { log, listener } = this.site;
    const identity = await log.identity();
    const withMap = wanted.some((d) => d.name === IDENTITY)
      ? this.site.definitions.filter((d) => wanted.includes(d) || readsIdentity(d))
      : [...wanted];
    const stored = await this.site.generations();
    const liveMap = stored.find((g) => g.projection === IDENTITY && g.state === 'live')?.generation ?? null;
    const group: Generation[] = [];
    for (const definition of withMap) {
      const map = !readsIdentity(definition)
        ? null
        : (group.find((g) => g.definition.name === IDENTITY)?.number ?? liveMap);
      const unfinished = stored.find(
        (g) =>
          g.projection === definition.name &&
          (g.state === 'building' || g.state === 'catching-up') &&
          g.identity === map &&
          g.logId === identity.id,
      );
      const number = unfinished?.generation ?? (await this.store.create(definition, identity, map, false));
      if (unfinished !== undefined) await this.store.endLeft(definition.name, number);
      group.push({ definition, number, identity: map });
    }
    const catchingUp = new Set(
      stored.flatMap((g) => (g.state === 'catching-up' ? [`${g.projection} ${g.generation}`] : [])),
    );
    const rebuild = new Rebuild(
      group.filter(({ definition, number }) => !catchingUp.has(`${definition.name} ${number}`)),
      this.store,
      this.site.working,
      () => this.site.stopping(),
      (some, progress) => listener.rebuilding?.(some, progress),
    );
    // what is catching up is filled, and followed already
    await rebuild.fill((await log.head()).position);
    await this.catchUpAndSwap(group);
  }

  /** Follows the feed with new generations until they are where the live ones are, swaps, and stops the old. */
  private async catchUpAndSwap(group: readonly Generation[]): Promise<void> {
    const before = (await this.store.all()).filter(
      (g) => g.state === 'live' && group.some((n) => n.definition.name === g.projection),
    );
    await this.store.follow(group);
    await this.site.followLive();
    const { position: head } = await this.site.log.head();
    for (;;) {
      if (this.site.stopping()) throw new RebuildStopped('the rebuild was stopped and will resume');
      const lags = await Promise.all(
        group.map((g) => this.lagBehindLive(g, before.find((b) => b.projection === g.definition.name) ?? null, head)),
      );
      if (lags.every((lag) => lag <= 0)) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await this.store.swap(group.map(({ definition, number }) => ({ definition, generation: number })));
    await this.site.followLive();
    for (const { definition, number } of group)
      await this.forgetOlder(
        definition.name,
        number,
        before.find((b) => b.projection === definition.name)?.generation ?? null,
      );
    this.site.listener.swapped?.(group.map((g) => g.definition.name));
  }

  /**
   * How far a generation is behind the live one, whichever processes follow the two. Where none is live, or the live one
   * is of another build, which may follow it or not: behind a position as well.
   */
  private async lagBehindLive(
    { definition, number }: Generation,
    live: StoredGeneration | null,
    otherwise: Position,
  ): Promise<number> {
    const own = await this.store.position(definition.name, number);
    const ahead = live === null ? 0 : await this.store.position(live.projection, live.generation);
    return (live?.definition === definitionText(definition) ? ahead : Math.max(ahead, otherwise)) - own;
  }

  /** Keeps one older generation for rolling back, drops the rest. */
  private async forgetOlder(projection: string, live: number, kept: number | null): Promise<void> {
    for (const g of await this.store.all()) {
      if (g.projection !== projection || g.generation === live || g.generation === kept) continue;
      await this.store.drop(projection, g.generation);
    }
  }

  /**
   * Makes the generation before the live one live again, with the others of its identity map. Throws where there is none to
   * go back to, or not all of them are there any more.
   */
  async goBack(name: string): Promise<void> {
    const { back, why } = goingBack(await this.store.all(), name);
    if (back === null) throw new Error(why);
    const runnable = (await this.site.generations()).filter((g) =>
      back.some((b) => b.projection === g.projection && b.generation === g.generation),
    );
    await this.store.follow(runnable);
    await this.site.followLive();
    await this.waitForAll(runnable);
    await this.store.swap(
      back.map((g) => ({ definition: this.site.definition(g.projection), generation: g.generation })),
    );
    await this.site.followLive();
  }

  private async waitForAll(generations: readonly Generation[]): Promise<void> {
    const head = (await this.site.log.head()).position;
    for (const { definition, number } of generations) {
      while ((await this.store.position(definition.name, number)) < head) {
        if (this.site.stopping()) throw new RebuildStopped('stopped');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** Digests of models rebuilt into generations of their own, which are dropped; of what an earlier comparison left, too. */
  async digestsOf(
    names: readonly string[],
    kind: DigestKind,
    report?: (progress: RebuildProgress) => void,
  ): Promise<Map<string, TableDigest[]>> {
    await this.store.dropCompared();
    const { log } = this.site;
    const identity = await log.identity();
    const definitions = this.site.definitions.filter(
      (d) =>
        names.includes(d.name) ||
        (d.name === IDENTITY && names.some((name) => readsIdentity(this.site.definition(name)))),
    );
    const group: Generation[] = [];
    for (const definition of definitions) {
      const map = readsIdentity(definition) ? group.find((g) => g.definition.name === IDENTITY)!.number : null;
      group.push({
        definition,
        number: await this.store.create(definition, identity, map, false, true),
        identity: map,
      });
    }
    try {
      await new Rebuild(
        group,
        this.store,
        this.site.working,
        () => this.site.stopping(),
        (_names, progress) => report?.(progress),
      ).fill((await log.head()).position);
      const digests = new Map<string, TableDigest[]>();
      for (const { definition, number } of group)
        if (names.includes(definition.name))
          digests.set(definition.name, await digest(this.site.pool, definition, number, kind));
      return digests;
    } finally {
      // what cannot be dropped now, for the connections are gone, is before the next comparison
      for (const { definition, number } of group) await this.store.drop(definition.name, number).catch(() => undefined);
    }
  }
}
