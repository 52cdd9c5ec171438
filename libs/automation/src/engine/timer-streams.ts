import {
  refusePersonal,
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
  type Position,
  type ReactionDefinition,
  type RecordedEvent,
} from '#kernel';

const SOURCE = 'reaction';
const ATTEMPTS = 5;
const NOTHING_PERSONAL: Keyring = { get: () => undefined };

/** Where one timer stands: what its stream says last. */
interface TimerStanding {
  readonly kind: 'unset' | 'set' | 'fired' | 'cancelled';
  /** The event that set it, while it is set. */
  readonly set: EventId | null;
  readonly at: string | null;
  /** What led to its being set, or cancelled, last. */
  readonly because: { readonly event: EventId; readonly step: string } | null;
  readonly revision: number;
  readonly ids: ReadonlySet<EventId>;
}

/** What a consequence is traced by: the event that led to it, and which of its consequences it is. */
export interface Trigger {
  readonly event: EventId;
  readonly position: Position;
  readonly step: string;
}

/** Whether something stands in the log because of a trigger: now, since an earlier attempt, or not at all. */
export type Said = 'now' | 'before' | 'nothing';

/** A timer's stream moved on at every attempt. */
export class TimerContested extends Error {
  override readonly name = 'TimerContested';
  constructor(reaction: string, timer: string) {
    super(`timer ${timer} of ${reaction} was changed by others at every attempt`);
  }
}

/**
 * The streams of timers: set, moved, fired and cancelled by events alone, each at the revision read. Triggers count in
 * the order of the log, however late one of them is carried out: what a later one said is not undone by an earlier one.
 */
export class TimerStreams {
  constructor(
    private readonly log: EventLog,
    private readonly ids: Ids,
    private readonly clock: () => number,
  ) {}

  /** The id of a reaction's timer. */
  idOf(reaction: string, name: string): string {
    return this.ids.derived('timer', reaction, name);
  }

  /** Sets or moves a timer, unless a later trigger did. Throws InvalidInput (`timer.personal`). */
  async set(reaction: ReactionDefinition, name: string, at: string, command: Command, trigger: Trigger): Promise<Said> {
    refusePersonal(command);
    return this.say(reaction.name, name, reaction.version, trigger, async (standing) =>
      (await this.isLater(trigger, standing))
        ? timerSet.of(
            { timer: this.idOf(reaction.name, name) },
            {
              reaction: reaction.name,
              name,
              at,
              decision: command.decision.name,
              target: command.stream,
              params: command.params as never,
            },
          )
        : null,
    );
  }

  /** Forgets a timer that an earlier trigger set; does nothing to one that is not set, or was set by a later one. */
  cancel(reaction: ReactionDefinition, name: string, trigger: Trigger): Promise<Said> {
    return this.say(reaction.name, name, reaction.version, trigger, async (standing) =>
      standing.kind === 'set' && (await this.isLater(trigger, standing))
        ? timerCancelled.of(
            { timer: this.idOf(reaction.name, name) },
            { reaction: reaction.name, name, set: standing.set! },
          )
        : null,
    );
  }

  /** Fires a timer if it is still the one that `set` set, and due. The log decides between firing and cancelling. */
  async fire(reaction: string, name: string, set: EventId, now: number): Promise<void> {
    await this.say(reaction, name, 1, { event: set, step: 'fired' }, (standing) =>
      standing.kind === 'set' && standing.set === set && Date.parse(standing.at!) <= now
        ? timerFired.of({ timer: this.idOf(reaction, name) }, { reaction, name, set })
        : null,
    );
  }

  /** Whether a trigger comes after the one that set, or cancelled, the timer last. */
  private async isLater({ event, position, step }: Trigger, { because }: TimerStanding): Promise<boolean> {
    if (because === null) return true;
    if (because.event === event) return Number(because.step) < Number(step);
    const before = (await this.log.locate([because.event])).get(because.event);
    return before === undefined || before < position;
  }

  private async standing(stream: string): Promise<TimerStanding> {
    const recorded = await this.log.readStream(stream);
    const ids = new Set(recorded.map((event) => event.id));
    const last = recorded.at(-1);
    if (last === undefined) return { kind: 'unset', set: null, at: null, because: null, revision: -1, ids };
    const at = (JSON.parse(last.text) as Envelope).payload['at'] as string | undefined;
    const kind = last.type === timerSet.name ? 'set' : last.type === timerFired.name ? 'fired' : 'cancelled';
    const said = recorded.findLast((event) => event.type !== timerFired.name);
    return {
      kind,
      set: kind === 'set' ? last.id : null,
      at: at ?? null,
      because: said === undefined ? null : triggerOf(said),
      revision: last.revision,
      ids,
    };
  }

  private async say(
    reaction: string,
    name: string,
    version: number,
    trigger: { readonly event: EventId; readonly step: string },
    what: (standing: TimerStanding) => Happening | null | Promise<Happening | null>,
  ): Promise<Said> {
    const stream = `timer-${this.idOf(reaction, name)}`;
    const messageId = `${reaction}/${trigger.event}/${trigger.step}`;
    const id = this.ids.event(SOURCE, messageId);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const standing = await this.standing(stream);
      if (standing.ids.has(id)) return 'before';
      const happening = await what(standing);
      if (happening === null) return 'nothing';
      const event = sealEvent(
        { ...happening, when: { precision: 'instant', at: new Date(this.clock()).toISOString() } },
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
      if (outcome.kind === 'appended') return outcome.duplicate === 'yes' ? 'before' : 'now';
      if (outcome.kind === 'refused') throw new Error(`timer ${name} of ${reaction}: ${outcome.reason}`);
    }
    throw new TimerContested(reaction, name);
  }
}

function triggerOf(event: RecordedEvent): TimerStanding['because'] {
  const { cause, source } = JSON.parse(event.text) as Envelope;
  return cause === undefined
    ? null
    : { event: cause, step: source.messageId.slice(source.messageId.lastIndexOf('/') + 1) };
}
