import {
  broken,
  dataSubjectOf,
  EventReader,
  InvalidInput,
  isUuid,
  KeyDestroyed,
  sealEvent,
  type Actor,
  type AnyDecision,
  type Asker,
  type Authority,
  type Command,
  type Consulted,
  type Decider,
  type Envelope,
  type EventCatalogue,
  type EventId,
  type EventLog,
  type EventView,
  type Happening,
  type Ids,
  type NewEvent,
  type NodeId,
  type Position,
  type Problem,
  type RecordedEvent,
  type Vault,
  checkFields,
} from '#kernel';
import { GuardsHeld, type Guards } from './guards.js';

/** Who commands, by which right, because of what. */
export interface Commanding {
  readonly by: Actor;
  readonly authority?: Authority;
  /** Makes repeats harmless: the same id is decided once. A caller's Idempotency-Key, or computed by a reaction. */
  readonly commandId: string;
  /** What the caller said, where the command is made of more: a repeat is told by it, whatever has changed since. */
  readonly stated?: string;
  /** The revision of the stream that the command was made of: at any other one it is refused. `exists`: any, where there is one. */
  readonly expected?: number | 'exists';
  /** The event that led to the command, if one did. */
  readonly cause?: EventId;
  readonly correlation?: string;
}

/** What became of a command. */
export interface Decided {
  /** The position of the last event recorded, or of the repeat's first result; 0 where nothing had to happen. */
  readonly position: Position;
  readonly id: string;
  readonly events: readonly EventId[];
  /** The stream's last revision with what was recorded; -1 where there is no stream. */
  readonly revision: number;
  /** The same command had been decided before. */
  readonly repeated: boolean;
}

/** The stream moved on at every attempt: somebody else is deciding about the same thing. */
export class DecisionContested extends Error {
  override readonly name = 'DecisionContested';
  constructor(readonly stream: string) {
    super(`${stream} was changed by others at every attempt: try again`);
  }
}

/** The stream is not at the revision that a command was made of. */
export class OtherRevision extends Error {
  override readonly name = 'OtherRevision';
  constructor(
    readonly expected: number | 'exists',
    readonly actual: number,
  ) {
    super(
      expected === 'exists'
        ? 'there is nothing yet to decide about'
        : `this was made of revision ${expected}, and it is at ${actual} now: look again at what it says`,
    );
  }
}

/** What the machinery needs. */
export interface DecisionsOptions {
  readonly log: EventLog;
  readonly vault: Vault;
  readonly ids: Ids;
  readonly catalogue: EventCatalogue;
  /** Answers what decisions ask of the read models; without it, those that ask are refused with an error. */
  readonly asker?: Asker;
  /** The same, of read models that hold all there is, or not at all: for rules that are guarded. */
  readonly currentAsker?: Asker;
  /** Keeps apart commands whose rules reach beyond their own streams; without it, nobody else may decide meanwhile. */
  readonly guards?: Guards;
  /** What of the words of a command must not be kept; empty where they may be. */
  readonly forbidden?: (params: unknown) => readonly Problem[];
  /** The instant of a command, epoch milliseconds. */
  readonly clock?: () => number;
}

/** What a rule turned out to reach for, and nobody keeps from others yet. */
class Unheld {
  constructor(readonly names: readonly string[]) {}
}

const ATTEMPTS = 5;
const SOURCE = 'command';

/** A stream as a decision sees it: its state, its last revision, and what it has recorded. */
interface Folded<S> {
  readonly state: S;
  readonly revision: number;
  readonly recorded: readonly RecordedEvent[];
}

/** Loads, folds, decides, appends at the revision read, and retries when somebody else was faster. */
export class Decisions {
  private readonly reader: EventReader;
  private readonly clock: () => number;

  constructor(private readonly options: DecisionsOptions) {
    this.reader = new EventReader(options.catalogue);
    this.clock = options.clock ?? Date.now;
  }

  /** Checks untrusted parameters and asks. Throws InvalidInput (`command.invalid`; `command.forbidden` where they say what must not be kept). */
  async ask(decision: AnyDecision, id: string, params: unknown, commanding: Commanding): Promise<Decided> {
    const problems: Problem[] = [];
    // read models hold what it is about by UUIDs: anything else would be recorded, and shown nowhere
    if (!(decision.decider.pairs === true ? id.split('.', 3) : [id]).every(isUuid))
      problems.push({ where: 'id', what: 'must be a UUID in lower case', remedy: 'leave it out for a new one' });
    const checked = checkFields(decision.params as Record<string, never>, params ?? {}, 'params', problems);
    if (problems.length > 0) throw new InvalidInput('command.invalid', problems);
    const forbidden = this.options.forbidden?.(wordsOf(checked, decision.fresh)) ?? [];
    if (forbidden.length > 0) throw new InvalidInput('command.forbidden', forbidden);
    return this.run({ decision, stream: id, params: checked }, commanding);
  }

  /**
   * Decides and records. Throws BrokenRule where a rule forbids it (`person.erased` where something personal is to be
   * said of somebody whose data is erased), DecisionContested after five lost races, OtherRevision where the command names one,
   * InvalidInput where the same command id stood for another command (`command.id-reused`), LogBusy.
   */
  async run(command: Command, commanding: Commanding): Promise<Decided> {
    const { decision, stream: id, params } = command;
    const { guards } = this.options;
    let names: readonly string[] = decision.guards?.(params, { id }, null) ?? [];
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const held = new Set(names);
      const decide = (): Promise<Decided | Unheld> => this.decide(command, commanding, held);
      try {
        const decided = await (held.size === 0 || guards === undefined ? decide() : guards.holding(names, decide));
        if (!(decided instanceof Unheld)) return decided;
        names = [...names, ...decided.names];
      } catch (error) {
        if (error instanceof GuardsHeld) break;
        throw error;
      }
    }
    throw new DecisionContested(`${decision.decider.name}-${id}`);
  }

  /** Decides under the guards that are held: `Unheld` where what is known now names more of them. */
  private async decide(command: Command, commanding: Commanding, held: ReadonlySet<string>): Promise<Decided | Unheld> {
    const { decision, stream: id, params } = command;
    const stream = `${decision.decider.name}-${id}`;
    const stated = commanding.stated ?? statedBy(command);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const folded = await this.load(decision.decider, stream);
      const repeat = this.repeatOf(folded.recorded, commanding.commandId, stated);
      if (repeat !== null) return { ...repeat, id };
      checkRevision(commanding.expected, folded.revision);
      const at = new Date(this.clock()).toISOString();
      const context = {
        id,
        at,
        by: commanding.by,
        ...authorityOf(commanding),
        ...(await this.named(command)),
        consulted: await this.consulted(command, folded.state),
        ...(await this.known(command, folded.state, commanding.by)),
      };
      const more = decision.guards?.(params, { id }, context.known ?? null).filter((name) => !held.has(name)) ?? [];
      if (more.length > 0) return new Unheld(more);
      const happenings = decision.decide(folded.state, params, context);
      if (happenings.length === 0) {
        const first = this.options.ids.event(SOURCE, `${commanding.commandId}/0`);
        if ((await this.options.log.locate([first])).size > 0) throw idReused();
        return { position: 0, id, events: [], revision: folded.revision, repeated: false };
      }
      const events = await this.seal(happenings, stream, at, stated, commanding);
      const expected = folded.revision < 0 ? 'none' : folded.revision;
      const outcome = await this.options.log.append(stream, events, expected);
      if (outcome.kind === 'appended') {
        if (outcome.differs) throw idReused();
        const { position } = outcome;
        const repeated =
          outcome.duplicate === 'unknown'
            ? await this.standsAnother(events.at(-1)!, position)
            : outcome.duplicate === 'yes';
        return { position, id, events: events.map((e) => e.id), revision: outcome.revision, repeated };
      }
      if (outcome.kind === 'refused') throw new InvalidInput(outcome.code, [{ where: 'params', what: outcome.reason }]);
    }
    throw new DecisionContested(stream);
  }

  /**
   * The first result of a command that was decided before, by what its caller said; null where it was not. For commands
   * that are made of what is believed now, which the first one may have changed. Throws InvalidInput
   * (`command.id-reused`).
   */
  async repeat(commanding: Commanding & { readonly stated: string }): Promise<Omit<Decided, 'id'> | null> {
    const first = this.options.ids.event(SOURCE, `${commanding.commandId}/0`);
    const at = (await this.options.log.locate([first])).get(first);
    const [recorded] = at === undefined ? [] : await this.options.log.readAt([at]);
    if (recorded === undefined) return null;
    return this.repeatOf(await this.options.log.readStream(recorded.stream), commanding.commandId, commanding.stated);
  }

  /** The state of one thing, as its decider folds it: what is taken back left out. */
  async state<S>(decider: Decider<S>, id: string): Promise<S> {
    return (await this.load(decider, `${decider.name}-${id}`)).state;
  }

  /** What the read models answer to the question of the decision, once they hold what is recorded now. */
  private async known(
    { decision, stream: id, params }: Command,
    state: unknown,
    by: Actor,
  ): Promise<{ readonly known?: unknown }> {
    const asked = decision.asks?.(state, params, { id, by }) ?? null;
    if (asked === null) return {};
    const { log, currentAsker } = this.options;
    const asker = (decision.guards === undefined ? undefined : currentAsker) ?? this.options.asker;
    if (asker === undefined) throw new Error(`${decision.name} asks ${asked.question}, which nobody here answers`);
    return { known: await asker(asked, (await log.head()).position) };
  }

  /** The event that a parameter of the decision names: null where there is none. */
  private async named({ decision, params }: Command): Promise<{ readonly named?: EventView | null }> {
    const id = decision.names === undefined ? undefined : (params[decision.names] as EventId | undefined);
    if (id === undefined) return {};
    const at = (await this.options.log.locate([id])).get(id);
    const [recorded] = at === undefined ? [] : await this.options.log.readAt([at]);
    if (recorded === undefined) return { named: null };
    const envelope = JSON.parse(recorded.text) as Envelope;
    const keys = await this.options.vault.load((envelope.sealed ?? []).map((part) => part[1]));
    return { named: this.reader.open(recorded, keys, envelope) };
  }

  /** The states of what a decision consults. */
  private async consulted({ decision, params }: Command, state: unknown): Promise<Consulted> {
    const states = new Map<string, unknown>();
    const consulted: Consulted = <S>(decider: Decider<S>, id: string): S => {
      const stream = `${decider.name}-${id}`;
      if (!states.has(stream)) throw new TypeError(`${decision.name} looks at ${stream}, which it does not consult`);
      return states.get(stream) as S;
    };
    for (const step of decision.consults)
      await Promise.all(
        step(state, params, consulted).map(async ({ decider, id }) =>
          states.set(`${decider.name}-${id}`, await this.state(decider, id)),
        ),
      );
    return consulted;
  }

  private async load<S>(decider: Decider<S>, stream: string): Promise<Folded<S>> {
    const recorded = await this.options.log.readStream(stream);
    if (recorded.length === 0) return { state: decider.initial, revision: -1, recorded };
    const gone = await this.options.log.takenBack(stream);
    const believed = recorded.filter((event) => !gone.has(event.id));
    const envelopes = believed.map((event) => JSON.parse(event.text) as Envelope);
    const subjects = new Set<NodeId>(envelopes.flatMap((envelope) => (envelope.sealed ?? []).map((part) => part[1])));
    const keys = await this.options.vault.load([...subjects]);
    const apply = new Map(decider.evolve.map((step) => [step.definition.name, step.apply]));
    let state = decider.initial;
    believed.forEach((event, i) => {
      const step = apply.get(event.type);
      if (step !== undefined) state = step(state, this.reader.open(event, keys, envelopes[i]));
    });
    return { state, revision: recorded.at(-1)!.revision, recorded };
  }

  /** The first result of a command that was decided before. */
  private repeatOf(recorded: readonly RecordedEvent[], commandId: string, stated: string): Omit<Decided, 'id'> | null {
    const first = this.options.ids.event(SOURCE, `${commandId}/0`);
    const at = recorded.findIndex((event) => event.id === first);
    if (at < 0) return null;
    const envelope = JSON.parse(recorded[at]!.text) as Envelope;
    if (envelope.fingerprint !== this.options.ids.fingerprint(`${stated}/0`)) throw idReused();
    const events = recorded
      .slice(at)
      .filter((event, i) => event.id === this.options.ids.event(SOURCE, `${commandId}/${i}`));
    const { position, revision } = events.at(-1)!;
    return { position, events: events.map((event) => event.id), revision, repeated: true };
  }

  /** Where the log cannot tell: whether what stands is another attempt's. Throws what `run` throws for another command's. */
  private async standsAnother(event: NewEvent, position: Position): Promise<boolean> {
    const [stands] = await this.options.log.readAt([position]);
    if (stands === undefined) return false;
    if ((JSON.parse(stands.text) as Envelope).fingerprint !== event.fingerprint) throw idReused();
    return stands.text !== event.text;
  }

  private async seal(
    happenings: readonly Happening[],
    stream: string,
    at: string,
    stated: string,
    commanding: Commanding,
  ): Promise<NewEvent[]> {
    const { ids, vault } = this.options;
    const subjects = happenings.map(dataSubjectOf).filter((node) => node !== null);
    const keys = await vault.ensure(subjects);
    const sealed = (happening: Happening, i: number): NewEvent => {
      const messageId = `${commanding.commandId}/${i}`;
      return sealEvent(
        happening.when === undefined ? { ...happening, when: { precision: 'instant', at } } : happening,
        ids.event(SOURCE, messageId),
        stream,
        {
          actor: commanding.by,
          source: { name: SOURCE, messageId },
          stated: `${stated}/${i}`,
          ...authorityOf(commanding),
          ...(commanding.cause === undefined ? {} : { cause: commanding.cause }),
          ...(commanding.correlation === undefined ? {} : { correlation: commanding.correlation }),
        },
        ids,
        keys,
      );
    };
    try {
      return happenings.map(sealed);
    } catch (error) {
      if (error instanceof KeyDestroyed) throw broken('person.erased', { category: error.category });
      throw error;
    }
  }
}

/** What makes two commands the same: everything they say but what is made anew at every attempt. */
function statedBy({ decision, stream, params }: Command): string {
  const said =
    decision.fresh.length === 0
      ? params
      : Object.fromEntries(Object.entries(params).filter(([name]) => !decision.fresh.includes(name)));
  return JSON.stringify([decision.name, stream, said]);
}

/** Whole numbers of fewer digits are counts, sizes and amounts. */
const LONG_NUMBER = 1e12;
/** Ids, and what is made of secrets and files. */
const MADE = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64})$/;

/** What parameters say in words: without ids, hashes and numbers that are no names for anything. */
function wordsOf(value: unknown, apart: readonly string[] = []): unknown {
  if (typeof value === 'number') return Math.abs(value) < LONG_NUMBER ? null : value;
  if (typeof value === 'string') return MADE.test(value) ? null : value;
  if (Array.isArray(value)) return value.map((item) => wordsOf(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !apart.includes(name))
      .map(([name, item]) => [name, wordsOf(item)]),
  );
}

/** Whether a stream is where a command wants it; throws OtherRevision. */
function checkRevision(expected: Commanding['expected'], actual: number): void {
  if (expected === undefined || expected === actual || (expected === 'exists' && actual >= 0)) return;
  throw new OtherRevision(expected, actual);
}

function idReused(): InvalidInput {
  return new InvalidInput('command.id-reused', [
    { where: 'Idempotency-Key', what: 'was used for another command', remedy: 'use a new one for every command' },
  ]);
}

function authorityOf(commanding: Commanding): { readonly authority?: Authority } {
  return commanding.authority === undefined ? {} : { authority: commanding.authority };
}
