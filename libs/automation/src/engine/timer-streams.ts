import {
  sealEvent,
  timerCancelled,
  timerFired,
  timerSet,
  type Command,
  type Envelope,
  type EventId,
  type EventLog,
  type Happening,
  type Ids,
  type Keyring,
  type ReactionDefinition,
} from '#kernel';

const SOURCE = 'reaction';
const NOTHING_PERSONAL: Keyring = { get: () => undefined };

/** Where one timer stands: what its stream says last. */
export interface TimerStanding {
  readonly kind: 'unset' | 'set' | 'fired' | 'cancelled';
  /** The event that set it, while it is set. */
  readonly set: EventId | null;
  readonly at: string | null;
  readonly revision: number;
  readonly ids: ReadonlySet<EventId>;
}

/** What a consequence is traced by: the event that led to it, and which of its consequences it is. */
export interface Trigger {
  readonly event: EventId;
  readonly step: string;
}

/** The streams of timers: set, moved, fired and cancelled by events alone, each at the revision read. */
export class TimerStreams {
  constructor(
    private readonly log: EventLog,
    private readonly ids: Ids,
  ) {}

  /** The id of a reaction's timer. */
  idOf(reaction: string, name: string): string {
    return this.ids.derived('timer', reaction, name);
  }

  /** Sets or moves a timer; a repeat of the same trigger and step does nothing. */
  async set(reaction: ReactionDefinition, name: string, at: string, command: Command, trigger: Trigger): Promise<void> {
    await this.say(reaction.name, name, reaction.version, trigger, () =>
      timerSet.of(
        { timer: this.idOf(reaction.name, name) },
        {
          reaction: reaction.name,
          name,
          at,
          decision: command.decision.name,
          target: command.stream,
          params: command.params as never,
        },
      ),
    );
  }

  /** Forgets a timer that is set; does nothing to one that is not. */
  async cancel(reaction: ReactionDefinition, name: string, trigger: Trigger): Promise<void> {
    await this.say(reaction.name, name, reaction.version, trigger, (standing) =>
      standing.kind === 'set'
        ? timerCancelled.of(
            { timer: this.idOf(reaction.name, name) },
            { reaction: reaction.name, name, set: standing.set! },
          )
        : null,
    );
  }

  /** Fires a timer if it is still the one that `set` set, and due. The log decides between firing and cancelling. */
  async fire(reaction: string, name: string, set: EventId, now: number): Promise<boolean> {
    return this.say(reaction, name, 1, { event: set, step: 'fired' }, (standing) =>
      standing.kind === 'set' && standing.set === set && Date.parse(standing.at!) <= now
        ? timerFired.of({ timer: this.idOf(reaction, name) }, { reaction, name, set })
        : null,
    );
  }

  private async standing(stream: string): Promise<TimerStanding> {
    const recorded = await this.log.readStream(stream);
    const ids = new Set(recorded.map((event) => event.id));
    const last = recorded.at(-1);
    if (last === undefined) return { kind: 'unset', set: null, at: null, revision: -1, ids };
    const at = (JSON.parse(last.text) as Envelope).payload['at'] as string | undefined;
    const kind = last.type === timerSet.name ? 'set' : last.type === timerFired.name ? 'fired' : 'cancelled';
    return { kind, set: kind === 'set' ? last.id : null, at: at ?? null, revision: last.revision, ids };
  }

  private async say(
    reaction: string,
    name: string,
    version: number,
    trigger: Trigger,
    what: (standing: TimerStanding) => Happening | null,
  ): Promise<boolean> {
    const stream = `timer-${this.idOf(reaction, name)}`;
    const messageId = `${reaction}/${trigger.event}/${trigger.step}`;
    const id = this.ids.event(SOURCE, messageId);
    for (;;) {
      const standing = await this.standing(stream);
      const happening = standing.ids.has(id) ? null : what(standing);
      if (happening === null) return false;
      const event = sealEvent(
        { ...happening, when: { precision: 'instant', at: new Date().toISOString() } },
        id,
        stream,
        {
          actor: { kind: 'rule', id: reaction },
          authority: { kind: 'rule', name: reaction, version },
          source: { name: SOURCE, messageId },
          cause: trigger.event,
          stated: messageId,
        },
        this.ids,
        NOTHING_PERSONAL,
      );
      const outcome = await this.log.append(stream, [event], standing.revision < 0 ? 'none' : standing.revision);
      if (outcome.kind === 'appended') return outcome.duplicate !== 'yes';
      if (outcome.kind === 'refused') throw new Error(`timer ${name} of ${reaction}: ${outcome.reason}`);
    }
  }
}
