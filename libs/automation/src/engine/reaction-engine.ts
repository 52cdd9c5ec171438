import type { Pool } from 'pg';
import {
  LANES,
  reactionActivated,
  sealEvent,
  timerFired,
  TIMING,
  UnknownEvent,
  type AnyDecision,
  type Asker,
  type BrokenRule,
  type Envelope,
  type EventCatalogue,
  type EventId,
  type EventLog,
  type Feed,
  type FeedRecord,
  type Ids,
  type Position,
  type ReactionDefinition,
  type RecordedEvent,
  type Vault,
} from '#kernel';
import { Lease } from '#platform';
import type { Guards } from '../decisions/guards.js';
import { Checkpoints, type Progress } from './checkpoints.js';
import { isDeterministic } from './consequences.js';
import { ReactionDeadLetters } from './dead-letters.js';
import { Following } from './following.js';
import { REACTIONS } from './lease.js';
import { readOf, relocate } from './reconciling.js';
import { isTimerEvent, TimerTable } from './timer-table.js';

/** What is worth telling an operator. */
export interface ReactionTold {
  forbidden(reaction: string, event: EventId, rule: BrokenRule): void;
  parked(reaction: string, event: EventId, error: unknown): void;
  trouble(error: unknown, nextTryMs: number): void;
}

export interface ReactionEngineOptions {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly vault: Vault;
  readonly ids: Ids;
  readonly feed: Feed;
  readonly catalogue: EventCatalogue;
  readonly reactions: readonly ReactionDefinition[];
  readonly decisions: readonly AnyDecision[];
  /** Answers what reactions and decisions ask of the read models. */
  readonly asker?: Asker;
  /** Keeps apart what must be decided one after the other. */
  readonly guards?: Guards;
  readonly told: ReactionTold;
  /** Epoch milliseconds; timers are due by it. */
  readonly clock?: () => number;
}

const TIMERS = '(timers)';
const BATCH = 500;
const IDLE_MS = 1_000;
const SAVE_EVERY_MS = 1_000;
const LONGEST_BACK_OFF_MS = 10_000;

/**
 * Runs reactions: each follows the feed from where it was activated, never in a rebuild. One engine works at a time,
 * under a lease, others stand by. Commands and timers have computed ids, and what leads to nothing leaves a trace, so that
 * whatever is read twice happens once.
 */
export class ReactionEngine {
  /** What could not be carried out. */
  readonly deadLetters: ReactionDeadLetters;
  private readonly timers: TimerTable;
  private readonly following: Following;
  private readonly clock: () => number;
  private stopped = false;
  private running: Promise<void> = Promise.resolve();
  private interrupt: () => void = () => undefined;
  private nextDue: number | null | 'unknown' = 'unknown';
  private lease: Lease | null = null;

  constructor(private readonly options: ReactionEngineOptions) {
    const { pool, log, reactions, told, clock = Date.now } = options;
    this.clock = clock;
    this.timers = new TimerTable(pool);
    this.following = new Following({
      ...options,
      forbidden: told.forbidden,
      permitted: async () => this.lease?.hold(),
    });
    const retrying = new Following({ ...options, forbidden: told.forbidden });
    this.deadLetters = new ReactionDeadLetters(pool, log, reactions, retrying);
  }

  /** Begins to work, or to stand by; returns at once. */
  start(): void {
    this.stopped = false;
    this.running = this.keepRunning();
  }

  /** Finishes the event at hand and ends. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.interrupt();
    await this.running;
  }

  /**
   * After a restore: takes back how far each reaction has read to what it has read of the log as it is now, and reads
   * timers again. An engine that works meanwhile is stopped.
   */
  async reconcile(): Promise<void> {
    const { pool, log } = this.options;
    const lease = await Lease.seize(pool, REACTIONS);
    const checkpoints = await this.checkpoints();
    const identity = await log.identity();
    const progresses: Progress[] = [];
    for (const reaction of this.options.reactions) {
      const stored = await checkpoints.stored(reaction.name);
      if (stored !== null) progresses.push(await readOf(log, identity, stored, await this.activate(reaction)));
    }
    await this.timers.forget();
    await checkpoints.forget(TIMERS);
    await relocate(pool, log);
    await checkpoints.save(progresses, lease.epoch);
    await lease.release();
  }

  private async checkpoints(): Promise<Checkpoints> {
    return new Checkpoints(this.options.pool, this.options.log, await this.options.log.identity());
  }

  private async keepRunning(): Promise<void> {
    let backOff = 100;
    while (!this.stopped) {
      try {
        await this.run(() => (backOff = 100));
      } catch (error) {
        this.options.told.trouble(error, backOff);
        await this.pause(backOff);
        backOff = Math.min(backOff * 2, LONGEST_BACK_OFF_MS);
      }
    }
  }

  private async run(progressed: () => void): Promise<void> {
    const lease = await Lease.acquire(this.options.pool, REACTIONS);
    if (lease === null) return this.pause(IDLE_MS);
    this.lease = lease;
    try {
      await this.work(lease, progressed);
    } finally {
      this.lease = null;
      await lease.release().catch(() => undefined);
    }
  }

  private async work(lease: Lease, progressed: () => void): Promise<void> {
    const checkpoints = await this.checkpoints();
    const followed = await this.progresses(checkpoints, lease);
    const subscription = await this.options.feed.subscribe(earliest(followed));
    const save = async (): Promise<void> => {
      await this.following.dealtWith.flush();
      await checkpoints.save(followed, lease.epoch);
    };
    try {
      this.nextDue = 'unknown';
      let saved = Date.now();
      let unsaved = false;
      while (!this.stopped) {
        await lease.hold();
        const batch = await subscription.next(BATCH, await this.patience());
        let worked = false;
        for (const record of batch.records) worked = (await this.handle(record, followed, lease)) || worked;
        unsaved = advance(followed, batch.watermarks, batch.seen) || unsaved;
        if (unsaved && (worked || Date.now() - saved >= SAVE_EVERY_MS)) {
          await save();
          saved = Date.now();
          unsaved = false;
        }
        await this.fireDue();
        progressed();
      }
      await save();
    } finally {
      await subscription.close();
    }
  }

  /** How far every reaction, and the table of timers, has read. What never ran here begins where it was activated. */
  private async progresses(checkpoints: Checkpoints, lease: Lease): Promise<Progress[]> {
    const timers = (await checkpoints.load(TIMERS)) ?? checkpoints.begin(TIMERS, await this.readTimers(lease));
    const reactions: Progress[] = [];
    for (const reaction of this.options.reactions)
      reactions.push(
        (await checkpoints.load(reaction.name)) ?? checkpoints.begin(reaction.name, await this.activate(reaction)),
      );
    return [timers, ...reactions];
  }

  /** Reads every timer event there is; returns the position up to which. */
  private async readTimers(lease: Lease): Promise<Position> {
    const { position: head } = await this.options.log.head();
    for (let after = 0; after < head;) {
      const page = await this.options.log.readAll({
        after,
        until: head,
        types: TIMING.map((definition) => definition.name),
        limit: BATCH,
      });
      await lease.hold();
      for (const event of page.events) if (isTimerEvent(event)) await this.timers.follow(event);
      if (page.scannedTo <= after) break;
      after = page.scannedTo;
    }
    return head;
  }

  /** Records that a reaction counts from here on; the position of its first activation if it was activated before. */
  private async activate({ name, version }: ReactionDefinition): Promise<Position> {
    const { log, ids } = this.options;
    const reaction = ids.derived('reaction', name);
    const stream = `reaction-${reaction}`;
    const [before] = await log.readStream(stream);
    if (before !== undefined) return before.position;
    const event = sealEvent(
      {
        ...reactionActivated.of({ reaction }, { name, version }),
        when: { precision: 'instant', at: new Date(this.clock()).toISOString() },
      },
      ids.event('reaction', `${name}/activated`),
      stream,
      {
        actor: { kind: 'system', id: 'reactions' },
        source: { name: 'reaction', messageId: `${name}/activated` },
        stated: name,
      },
      ids,
      { get: () => undefined },
    );
    const outcome = await log.append(stream, [event], 'none');
    if (outcome.kind === 'appended') return outcome.position;
    const [raced] = await log.readStream(stream);
    if (raced === undefined) throw new Error(`reaction ${name} could not be activated: ${outcome.kind}`);
    return raced.position;
  }

  /** Whether anything was done because of a record. */
  private async handle({ lane, event }: FeedRecord, followed: readonly Progress[], lease: Lease): Promise<boolean> {
    let worked = false;
    const [timers] = followed;
    if (isTimerEvent(event) && event.position > reached(timers!, lane)) {
      await this.timers.follow(event);
      this.nextDue = 'unknown';
      worked = true;
    }
    for (const [i, reaction] of this.options.reactions.entries()) {
      if (event.position <= reached(followed[i + 1]!, lane) || !concerns(reaction, event)) continue;
      worked = true;
      await lease.hold();
      try {
        await this.following.follow(reaction, event);
      } catch (error) {
        if (error instanceof UnknownEvent || !isDeterministic(error)) throw error;
        await this.following.dealtWith.flush();
        await this.deadLetters.park(reaction, event, error);
        this.options.told.parked(reaction.name, event.id, error);
      }
    }
    return worked;
  }

  private async fireDue(): Promise<void> {
    const now = this.clock();
    const next = await this.dueNext();
    if (next === null || next > now) return;
    for (const { reaction, name, set } of await this.timers.due(now, BATCH)) {
      await this.following.timers.fire(reaction, name, set, now);
      await this.timers.settled(set);
    }
    this.nextDue = 'unknown';
  }

  private async dueNext(): Promise<number | null> {
    if (this.nextDue === 'unknown') this.nextDue = await this.timers.nextDue();
    return this.nextDue;
  }

  /** How long to wait for news: until the next timer, but no longer than a second. */
  private async patience(): Promise<number> {
    const next = await this.dueNext();
    return next === null ? IDLE_MS : Math.max(0, Math.min(IDLE_MS, next - this.clock()));
  }

  private pause(ms: number): Promise<void> {
    if (this.stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timeout = setTimeout(resolve, ms);
      this.interrupt = () => {
        clearTimeout(timeout);
        resolve();
      };
    });
  }
}

function concerns(reaction: ReactionDefinition, event: RecordedEvent): boolean {
  if (event.type === timerFired.name) return (JSON.parse(event.text) as Envelope).payload['reaction'] === reaction.name;
  return reaction.on.some((reacts) => reacts.definition.name === event.type);
}

function reached(progress: Progress, lane: number): Position {
  return lane < 0 ? Math.max(progress.activeFrom, Math.min(...progress.positions)) : progress.positions[lane]!;
}

function earliest(followed: readonly Progress[]): Map<number, Position> {
  return new Map(
    Array.from({ length: LANES }, (_, lane) => [lane, Math.min(...followed.map((one) => one.positions[lane]!))]),
  );
}

function advance(
  followed: readonly Progress[],
  watermarks: ReadonlyMap<number, Position>,
  seen: Progress['seen'],
): boolean {
  let moved = false;
  for (const progress of followed) {
    for (const [lane, watermark] of watermarks)
      if (watermark > progress.positions[lane]!) {
        progress.positions[lane] = watermark;
        moved = true;
      }
    if (seen !== null && seen.position > (progress.seen?.position ?? 0)) progress.seen = seen;
  }
  return moved;
}
