import type { Pool } from 'pg';
import {
  EventReader,
  timerFired,
  type AnyDecision,
  type Asker,
  type BrokenRule,
  type Envelope,
  type EventCatalogue,
  type EventId,
  type EventLog,
  type Ids,
  type ReactionDefinition,
  type RecordedEvent,
  type Vault,
} from '#kernel';
import { Decisions } from '../decisions/decisions.js';
import type { Guards } from '../decisions/guards.js';
import { beforeAppend } from './before-append.js';
import { Consequences } from './consequences.js';
import { DealtWith } from './dealt-with.js';
import { TimerStreams } from './timer-streams.js';

/** What it takes to carry out what follows from events. */
export interface FollowingOptions {
  /** Where it is remembered what led to nothing. */
  readonly pool: Pool;
  readonly log: EventLog;
  readonly vault: Vault;
  readonly ids: Ids;
  readonly catalogue: EventCatalogue;
  readonly decisions: readonly AnyDecision[];
  /** Answers what reactions and decisions ask of the read models. */
  readonly asker?: Asker;
  /** Keeps apart what must be decided one after the other. */
  readonly guards?: Guards;
  /** Hears of what a rule of the domain forbade. */
  readonly forbidden: (reaction: string, event: EventId, rule: BrokenRule) => void;
  /** Epoch milliseconds; timers are due by it. */
  readonly clock?: () => number;
  /** Comes before anything is appended: throws where somebody else is to do it. */
  readonly permitted?: () => Promise<void>;
}

/** Opens an event and carries out what one reaction makes of it. Doing it again changes nothing. */
export class Following {
  readonly timers: TimerStreams;
  readonly dealtWith: DealtWith;
  private readonly reader: EventReader;
  private readonly consequences: Consequences;

  constructor(private readonly options: FollowingOptions) {
    const { pool, vault, ids, catalogue, asker, guards, clock = Date.now } = options;
    const asking = asker === undefined ? {} : { asker };
    const guarded = guards === undefined ? {} : { guards };
    this.reader = new EventReader(catalogue);
    this.dealtWith = new DealtWith(pool);
    const log = beforeAppend(options.log, async () => {
      await options.permitted?.();
      await this.dealtWith.flush();
    });
    this.timers = new TimerStreams(log, ids, clock);
    this.consequences = new Consequences({
      log,
      ids,
      decisions: new Decisions({ log, vault, ids, catalogue, clock, ...asking, ...guarded }),
      timers: this.timers,
      dealtWith: this.dealtWith,
      catalogue: new Map(options.decisions.map((decision) => [decision.name, decision])),
      forbidden: options.forbidden,
      ...asking,
    });
  }

  /** Imported history leads to nothing, unless the reaction wants it. Throws what went wrong. */
  async follow(reaction: ReactionDefinition, event: RecordedEvent): Promise<void> {
    const envelope = JSON.parse(event.text) as Envelope;
    if (envelope.origin === 'history' && !reaction.history) return;
    const keys = await this.options.vault.load((envelope.sealed ?? []).map((part) => part[1]));
    const view = this.reader.open(event, keys, envelope);
    if (event.type === timerFired.name) await this.consequences.ofTimer(reaction, view);
    else await this.consequences.of(reaction, view);
  }
}
