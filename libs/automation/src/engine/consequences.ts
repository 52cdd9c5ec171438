import {
  BrokenRule,
  InvalidInput,
  SealBroken,
  timerFired,
  timerSet,
  type AnyDecision,
  type Asker,
  type Command,
  type Consequence,
  type Envelope,
  type EventId,
  type EventLog,
  type EventView,
  type Ids,
  type ReactionDefinition,
  type ReactsTo,
} from '#kernel';
import type { Decisions } from '../decisions/decisions.js';
import type { DealtWith } from './dealt-with.js';
import type { TimerStreams } from './timer-streams.js';

/** What is told when a rule of the domain forbids what a reaction asked for: no failure, but worth knowing. */
export type Forbidden = (reaction: string, event: EventId, rule: BrokenRule) => void;

/**
 * Carries out what follows from an event, step by step. What stands in the log because of a step has a computed id, and
 * a step that led to nothing leaves a trace: doing it again changes nothing, whatever happened since.
 */
export class Consequences {
  constructor(
    private readonly engines: {
      readonly log: EventLog;
      readonly ids: Ids;
      readonly decisions: Decisions;
      readonly timers: TimerStreams;
      readonly dealtWith: DealtWith;
      readonly catalogue: ReadonlyMap<string, AnyDecision>;
      readonly forbidden: Forbidden;
      readonly asker?: Asker | undefined;
    },
  ) {}

  /** What a reaction asks for because of an event, in order. */
  async of(reaction: ReactionDefinition, event: EventView): Promise<void> {
    const handled = reaction.on.filter((reacts) => reacts.definition.name === event.type);
    const asked: { readonly step: string; readonly consequence: Consequence }[] = [];
    for (const reacts of handled) {
      const known = await this.known(reaction, reacts, event);
      const said = reacts.handle(event, known);
      const consequences = said === null ? [] : Array.isArray(said) ? said : [said];
      for (const consequence of consequences as readonly Consequence[])
        asked.push({ step: reacts.asks === undefined ? `${asked.length}` : placeOf(consequence), consequence });
    }
    if (asked.length === 0) return;
    const done = await this.engines.dealtWith.steps(reaction.name, event.id);
    for (const { step, consequence } of asked) {
      if (!done.has(step) && !(await this.carryOut(reaction, event, step, consequence)))
        this.engines.dealtWith.note(reaction.name, event, step);
    }
  }

  private async known(reaction: ReactionDefinition, reacts: ReactsTo, event: EventView): Promise<unknown> {
    const question = reacts.asks?.(event) ?? null;
    if (question === null) return null;
    if (this.engines.asker === undefined)
      throw new Error(`${reaction.name} asks ${question.question}, which nobody here answers`);
    return this.engines.asker(question, event.position);
  }

  /** What a fired timer stands for: the command of the event that set it. */
  async ofTimer(reaction: ReactionDefinition, event: EventView): Promise<void> {
    const { set } = event.payload as { set: EventId };
    const at = (await this.engines.log.locate([set])).get(set);
    const [recorded] = at === undefined ? [] : await this.engines.log.readAt([at]);
    if (recorded === undefined || recorded.type !== timerSet.name)
      throw new CannotFollow(`${timerFired.name} ${event.id} names ${set}, which set no timer`);
    const {
      decision: name,
      target,
      params,
    } = (JSON.parse(recorded.text) as Envelope).payload as {
      decision: string;
      target: string;
      params: Record<string, unknown>;
    };
    const decision = this.engines.catalogue.get(name);
    if (decision === undefined)
      throw new CannotFollow(`a timer of ${reaction.name} asks for ${name}, which this build does not know`);
    const step = 'fired';
    if ((await this.engines.dealtWith.steps(reaction.name, event.id)).has(step)) return;
    if (!(await this.command(reaction, event, step, { decision, stream: target, params })))
      this.engines.dealtWith.note(reaction.name, event, step);
  }

  /** Whether anything stands in the log because of it. */
  private async carryOut(
    reaction: ReactionDefinition,
    event: EventView,
    step: string,
    consequence: Consequence,
  ): Promise<boolean> {
    const { timers } = this.engines;
    if (consequence.kind === 'command') return this.command(reaction, event, step, consequence.command);
    const trigger = { event: event.id, position: event.position, step };
    const said =
      consequence.kind === 'cancel'
        ? await timers.cancel(reaction, consequence.name, trigger)
        : await timers.set(reaction, consequence.name, consequence.at, consequence.command, trigger);
    return said !== 'nothing';
  }

  private async command(
    reaction: ReactionDefinition,
    event: EventView,
    step: string,
    command: Command,
  ): Promise<boolean> {
    try {
      const { events } = await this.engines.decisions.run(command, {
        by: { kind: 'rule', id: reaction.name },
        authority: { kind: 'rule', name: reaction.name, version: reaction.version },
        commandId: this.engines.ids.derived('reaction', reaction.name, event.id, step),
        cause: event.id,
        ...(event.envelope.correlation === undefined ? {} : { correlation: event.envelope.correlation }),
      });
      return events.length > 0;
    } catch (error) {
      // The step was carried out before, by a build that asked for something else: what stands, stands.
      if (error instanceof InvalidInput && error.code === 'command.id-reused') return true;
      if (!(error instanceof BrokenRule)) throw error;
      this.engines.forbidden(reaction.name, event.id, error);
      return false;
    }
  }
}

/** The step of a consequence of what was answered, which may be answered otherwise the next time: what it is about. */
function placeOf(consequence: Consequence): string {
  return consequence.kind === 'command'
    ? `${consequence.command.decision.name} ${consequence.command.stream}`
    : `${consequence.kind} ${consequence.name}`;
}

/** What follows from an event cannot be worked out: the definition, or what the event names, is wrong. */
export class CannotFollow extends Error {
  override readonly name = 'CannotFollow';
}

/** Whether trying again is useless: something is wrong with the event, the command or the definition itself. */
export function isDeterministic(error: unknown): boolean {
  return (
    error instanceof CannotFollow ||
    error instanceof InvalidInput ||
    error instanceof SealBroken ||
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof ReferenceError
  );
}
