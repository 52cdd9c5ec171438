import type { Pool } from 'pg';
import {
  LANES,
  reactionActivated,
  sealEvent,
  timerFired,
  TIMING,
  UnknownEvent,
  type AnyDecision,
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
import { Checkpoints, type Progress } from './checkpoints.js';
import { isDeterministic } from './consequences.js';
import { ReactionDeadLetters } from './dead-letters.js';
import { Following } from './following.js';
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
  readonly told: ReactionTold;
  /** Epoch milliseconds; timers are due by it. */
  readonly clock?: () => number;
}

const LOCK = 0x7265_6163;
const TIMERS = '(timers)';
const BATCH = 500;
const IDLE_MS = 1_000;
const SAVE_EVERY_MS = 1_000;
const LONGEST_BACK_OFF_MS = 10_000;

/**
 * Runs reactions: each follows the feed from where it was activated, never in a rebuild. One engine works at a time,
 * others stand by. Commands and timers have computed ids, so that whatever is read twice happens once.
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

  constructor(private readonly options: ReactionEngineOptions) {
    const { pool, log, reactions, told, clock = Date.now } = options;
    this.clock = clock;
    this.timers = new TimerTable(pool);
    this.following = new Following({ ...options, forbidden: told.forbidden });
    this.deadLetters = new ReactionDeadLetters(pool, log, reactions, this.following);
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

  /** After a restore: forgets how far reactions have read; they read again from where each was activated. */
  async reconcile(): Promise<void> {
    await (await this.checkpoints()).forget();
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
    const guard = await this.options.pool.connect();
    let broken: Error | undefined;
    const onError = (error: Error): void => void (broken = error);
    guard.on('error', onError);
    try {
      const { rows } = await guard.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [LOCK]);
      if (rows[0]?.mine !== true) return await this.pause(IDLE_MS);
      const checkpoints = await this.checkpoints();
      const followed = await this.progresses(checkpoints);
      const subscription = await this.options.feed.subscribe(earliest(followed));
      try {
        this.nextDue = 'unknown';
        let saved = Date.now();
        let unsaved = false;
        while (!this.stopped && broken === undefined) {
          const batch = await subscription.next(BATCH, await this.patience());
          let worked = false;
          for (const record of batch.records) worked = (await this.handle(record, followed)) || worked;
          unsaved = advance(followed, batch.watermarks, batch.seen) || unsaved;
          if (unsaved && (worked || Date.now() - saved >= SAVE_EVERY_MS)) {
            for (const progress of followed) await checkpoints.save(progress);
            saved = Date.now();
            unsaved = false;
          }
          await this.fireDue();
          progressed();
        }
        for (const progress of followed) await checkpoints.save(progress);
      } finally {
        await subscription.close();
      }
    } finally {
      await guard.query('SELECT pg_advisory_unlock_all()').catch(onError);
      guard.off('error', onError);
      guard.release(broken ?? false);
    }
    if (broken !== undefined) throw broken;
  }

  /** How far every reaction, and the table of timers, has read. What never ran here begins where it was activated. */
  private async progresses(checkpoints: Checkpoints): Promise<Progress[]> {
    const timers = (await checkpoints.load(TIMERS)) ?? checkpoints.begin(TIMERS, await this.readTimers());
    const reactions: Progress[] = [];
    for (const reaction of this.options.reactions)
      reactions.push(
        (await checkpoints.load(reaction.name)) ?? checkpoints.begin(reaction.name, await this.activate(reaction)),
      );
    return [timers, ...reactions];
  }

  /** Reads every timer event there is; returns the position up to which. */
  private async readTimers(): Promise<Position> {
    const { position: head } = await this.options.log.head();
    for (let after = 0; after < head;) {
      const page = await this.options.log.readAll({
        after,
        until: head,
        types: TIMING.map((definition) => definition.name),
        limit: BATCH,
      });
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
  private async handle({ lane, event }: FeedRecord, followed: readonly Progress[]): Promise<boolean> {
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
      try {
        await this.following.follow(reaction, event);
      } catch (error) {
        if (error instanceof UnknownEvent || !isDeterministic(error)) throw error;
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
